"""Three ways to run a service, web, worker and relay, each until told to stop; and its set-up, done before."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

from services.chassis import hint, inbox, migrate, relay
from services.chassis.away import is_away
from services.chassis.broker.consumer import consume
from services.chassis.broker.publisher import open_publisher
from services.chassis.broker.topology import declare
from services.chassis.database import Database
from services.chassis.errors import Conflict
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.tokens import Keys, make_keys, read_keys
from services.chassis.web.application import application
from services.contracts.places import HOME
from services.contracts.sentence import say

WEB_THREADS = 8
TICK_S = 0.2
FINISH_S = 10.0
AWAY_S = 1.0

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
        lock = self.settings.var / "locks" / f"{self.service.name}.relay"
        relay.run(self.database, lock, partial(open_publisher, self.settings.broker), stop)

    def hints(self, stop: threading.Event) -> None:
        """Tell relays in other processes of what this one commits."""
        hint.tell(self.database, stop)

    def wait_for_database(self, stop: threading.Event) -> None:
        """Until it answers, or `stop` is set. Raises `Conflict` when it does and is not set up to this release."""
        while not stop.is_set():
            try:
                behind = migrate.behind(self.database, self.service)
            except DBAPIError as error:
                if not is_away(error):
                    raise
                log.warning("waits for the database", service=self.service.name, reason=str(error.orig).strip())
                stop.wait(AWAY_S)
            else:
                if behind:
                    raise not_set_up()
                return

    def application(self) -> Any:
        """The WSGI application."""
        return application(self.service, self.settings, self.database, keys(self.settings))


def running(service: Service, settings: Settings) -> Running:
    return Running(service, settings, Database(settings.database_url(service.name)))


def keys(settings: Settings) -> Keys:
    """This installation's keys. Raises `Conflict` before set-up."""
    try:
        return read_keys(settings.var / "keys")
    except FileNotFoundError:
        raise not_set_up() from None


def not_set_up() -> Conflict:
    """The refusal of what needs a set-up first."""
    return Conflict("setup.needed", say("This installation is not set up to this release: run `reserve setup`."))


def prepare(services: Sequence[Service], settings: Settings) -> None:
    """Make keys, migrate every database, declare the broker's topology. A second call changes nothing."""
    # For its owner alone: it holds keys, and hashes of passwords.
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_keys(settings.var / "keys")
    for service in services:
        one = running(service, settings)
        migrate.upgrade(one.database, service)
        one.database.close()
    declare(settings.broker, {service.name: service.bindings for service in services})


@dataclass(frozen=True)
class Web:
    """A web server that holds its address; `serve` makes it answer."""

    url: str
    server: Any
    sockets: dict[int, Any]

    def step(self) -> None:
        """Wait a moment for what the network brings, and deal with it."""
        wasyncore.loop(TICK_S, use_poll=True, map=self.sockets, count=1)

    def stop_listening(self) -> None:
        for one in [one for one in self.sockets.values() if one.accepting]:
            # Not the server's own `close`: it takes the trigger along, by which requests in hand tell of their answer.
            wasyncore.dispatcher.close(one)

    def finish(self) -> None:
        """Answer what is in hand and what is queued, for 10 s at most; close each connection once nothing is left."""
        end = time.monotonic() + FINISH_S
        while (channels := self._channels()) and time.monotonic() < end:
            self.step()
            for one in channels:
                one.will_close = one.will_close or not (one.requests or one.request or one.total_outbufs_len)

    def close(self) -> None:
        self.server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self.sockets)

    def _channels(self) -> list[Any]:
        return [one for one in self.sockets.values() if isinstance(one, HTTPChannel)]


def listen(application: Any, settings: Settings) -> Web:
    """Take the address at once. Raises `Conflict` where it cannot be had, as when another program holds the port."""
    sockets: dict[int, Any] = {}
    address = {"host": settings.host, "port": settings.port}
    try:
        server = create_server(application, sockets, threads=WEB_THREADS, ident="reserve", **address)
    except (OSError, ValueError) as error:
        wasyncore.close_all(sockets)
        held = say(
            "%(url)s cannot be had (%(reason)s). Set RESERVE_PORT to a free port.", url=settings.url, reason=error
        )
        raise Conflict("web.address", held) from error
    return Web(settings.url, server, sockets)


def serve(web: Web, stop: threading.Event) -> None:
    """Answer HTTP until `stop` is set; then no connection is taken any more, and requests in hand are finished.

    What goes wrong in the server itself is raised here; a second call goes on with the connections of the first.
    """
    log.info("web", url=web.url)
    while not stop.is_set():
        web.step()
    web.stop_listening()
    web.finish()
    web.close()


def gateway(applications: dict[str, Any]) -> Any:
    """One door for several services, by the first segment of the path, which each application keeps."""

    def door(environ: dict[str, Any], start_response: Any) -> Any:
        segment = environ.get("PATH_INFO", "/").strip("/").split("/")[0]
        if segment in applications:
            return applications[segment](environ, start_response)
        start_response("302 Found" if not segment else "404 Not Found", [("Location", HOME), ("Content-Length", "0")])
        return [b""]

    return door
