"""Three ways to run a service, web, worker and relay, each until told to stop; and its set-up, done before."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from waitress.server import create_server

from services.chassis import inbox, migrate, relay
from services.chassis.alone import alone
from services.chassis.broker.consumer import consume
from services.chassis.broker.publisher import open_publisher
from services.chassis.broker.topology import declare
from services.chassis.database import Database
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.tokens import Keys, make_keys, read_keys
from services.chassis.web.application import application
from services.contracts.places import HOME

WEB_THREADS = 8

log = structlog.get_logger()


@dataclass(frozen=True)
class Running:
    """A service with its settings and its database, ready for any of its three roles."""

    service: Service
    settings: Settings
    database: Database

    def worker(self, stop: threading.Event) -> None:
        """Apply what the broker brings; several may run, one is active."""
        consume(self.settings.broker, self.service.name, partial(inbox.take, self.database, self.service), stop)

    def relay(self, stop: threading.Event) -> None:
        """Take the outbox to the broker; several may run, one is active."""
        with alone(self.settings.var / "locks" / f"{self.service.name}.relay", stop) as active:
            if active:
                relay.run(self.database, partial(open_publisher, self.settings.broker), stop)

    def application(self) -> Any:
        """The WSGI application."""
        return application(self.service, self.settings, self.database, keys(self.settings))


def running(service: Service, settings: Settings) -> Running:
    return Running(service, settings, Database(settings.database_url(service.name)))


def keys(settings: Settings) -> Keys:
    return read_keys(settings.var / "keys")


def prepare(services: Sequence[Service], settings: Settings) -> None:
    """Make keys, migrate every database, declare the broker's topology. A second call changes nothing."""
    make_keys(settings.var / "keys")
    for service in services:
        one = running(service, settings)
        migrate.upgrade(one.database, service)
        one.database.close()
    declare(settings.broker, {service.name: service.bindings for service in services})


def serve(application: Any, settings: Settings, stop: threading.Event) -> None:
    """Answer HTTP until `stop` is set; requests in hand are finished."""
    server = create_server(application, host=settings.host, port=settings.port, threads=WEB_THREADS, ident="reserve")
    thread = threading.Thread(target=server.run, name="web", daemon=True)
    thread.start()
    log.info("web", url=settings.url)
    stop.wait()
    server.task_dispatcher.shutdown(cancel_pending=False, timeout=10)
    server.close()


def gateway(applications: dict[str, Any]) -> Any:
    """One door for several services, by the first segment of the path, which each application keeps."""

    def door(environ: dict[str, Any], start_response: Any) -> Any:
        segment = environ.get("PATH_INFO", "/").strip("/").split("/")[0]
        if segment in applications:
            return applications[segment](environ, start_response)
        start_response("302 Found" if not segment else "404 Not Found", [("Location", HOME), ("Content-Length", "0")])
        return [b""]

    return door
