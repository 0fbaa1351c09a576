"""A worker's or a relay's own `/metrics`, where no web process of its machine could ask it: in a pod of its own."""

import socket
import threading
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.registry import Collector

from services.chassis.metering.families import families, merged
from services.chassis.metering.key import opens
from services.chassis.metering.meters import METERS

LOOK_S = 0.5


def answer_http(service: str, process: str, address: tuple[str, int], key: str, stop: threading.Event) -> None:
    """Answer `GET /metrics` to whoever has the key, one at a time, until `stop` is set."""
    kind = HTTPServerV6 if ":" in address[0] else HTTPServer
    with kind(address, partial(Metrics, service, process, key)) as server:
        server.timeout = LOOK_S
        while not stop.is_set():
            server.handle_request()


class HTTPServerV6(HTTPServer):
    address_family = socket.AF_INET6


class Metrics(BaseHTTPRequestHandler):
    """One request. Whoever is slow over it is cut off: another may wait."""

    timeout = 5.0

    def __init__(self, service: str, process: str, key: str, *connection: Any) -> None:
        self._service, self._process, self._key = service, process, key
        super().__init__(*connection)

    def do_GET(self) -> None:
        if self.path != "/metrics":
            self._answer(HTTPStatus.NOT_FOUND)
        elif opens(self.headers.get("Authorization", ""), self._key):
            self._answer(HTTPStatus.OK, _metrics(self._service, self._process))
        else:
            self._answer(HTTPStatus.UNAUTHORIZED)

    def log_message(self, *told: Any) -> None:
        """Nothing: it is asked every few seconds."""

    def _answer(self, status: HTTPStatus, body: bytes = b"") -> None:
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST)
        self.send_header("Content-Length", str(len(body)))
        if status == HTTPStatus.UNAUTHORIZED:
            self.send_header("WWW-Authenticate", "Bearer")
        self.end_headers()
        self.wfile.write(body)


class Own(Collector):
    """What this process alone counted."""

    def __init__(self, service: str, process: str) -> None:
        self._service, self._process = service, process

    def collect(self) -> Any:
        return merged({self._process: families(METERS, self._service)})


def _metrics(service: str, process: str) -> bytes:
    registry = CollectorRegistry(auto_describe=False)
    registry.register(Own(service, process))
    return generate_latest(registry)
