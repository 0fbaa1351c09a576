"""A provider that answers whatever a test has it answer: its id tokens are signed by any key and claim anything."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc.jwk import ECKey

from tests.servers.process import LOOPBACK


class Forger:
    """`token` is the id token that it gives next; `keys` those that it publishes; `status` what it answers with."""

    def __init__(self) -> None:
        self.key = ECKey.generate_key("P-256", {"use": "sig", "kid": "first"})
        self.keys, self.token, self.status = [self.key], "", 200
        self.said: dict[str, Any] = {}
        self.asked: list[str] = []
        self._server = ThreadingHTTPServer((LOOPBACK, 0), self._handler())
        self.issuer = f"http://{LOOPBACK}:{self._server.server_port}"

    @property
    def metadata(self) -> dict[str, Any]:
        paths = {"authorization_endpoint": "/auth", "token_endpoint": "/token", "jwks_uri": "/jwks"}
        return {"issuer": self.issuer, **{name: self.issuer + path for name, path in paths.items()}} | self.said

    def answer(self, path: str) -> dict[str, Any]:
        self.asked.append(path)
        if path == "/jwks":
            return {"keys": [one.as_dict(private=False) for one in self.keys]}
        if path == "/token":
            return {"access_token": "a", "token_type": "Bearer", "id_token": self.token}
        return self.metadata

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        forger = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the library's own name
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                body = json.dumps(forger.answer(self.path)).encode()
                self.send_response(forger.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Nothing is told."""

        return Handler

    def serve(self) -> None:
        self._server.serve_forever(poll_interval=0.02)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def forger() -> Iterator[Forger]:
    """One, for the block."""
    one = Forger()
    thread = threading.Thread(target=one.serve)
    thread.start()
    try:
        yield one
    finally:
        one.stop()
        thread.join()
