"""Three ways to run a service, web, worker and relay, each until told to stop; and its set-up, done before."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from services.chassis import hint, inbox, migrate, relay
from services.chassis.absent import require_databases
from services.chassis.away import database_may_be_away
from services.chassis.broker.consumer import consume
from services.chassis.broker.publisher import open_publisher
from services.chassis.broker.topology import declare
from services.chassis.database import Database
from services.chassis.errors import Conflict
from services.chassis.keyfiles import make_keys
from services.chassis.metering.key import make_key
from services.chassis.pair import make_pair
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.tokens import Keys, read_keys
from services.contracts.events import EVENTS
from services.contracts.places import HOME
from services.contracts.sentence import say

AWAY_S = 1.0
# The pair that signs the heads of the log.
LOG = "log"


@dataclass(frozen=True)
class Running:
    """A service with its settings and its database, ready for any of its three roles."""

    service: Service
    settings: Settings
    database: Database

    @property
    def relay_turn(self) -> Path:
        """What names the turn of this service's relays, for `alone`."""
        return self.settings.var / "locks" / f"{self.service.name}.relay"

    def worker(self, stop: threading.Event) -> None:
        """Apply what the broker brings; several may run, one is active."""
        consume(self.settings.broker, self.service.name, partial(inbox.take, self.database, self.service), stop)

    def relay(self, stop: threading.Event) -> None:
        """Take the outbox to the broker; several may run, one is active."""
        publisher = partial(open_publisher, self.settings.broker)
        relay.run(self.database, self.relay_turn, publisher, stop, self.service.terms)

    def hints(self, stop: threading.Event) -> None:
        """Tell relays in other processes of what this one commits."""
        hint.tell(self.database, stop)

    @property
    def jobs(self) -> dict[str, Callable[[threading.Event], None]]:
        """What runs beside each worker of the service, by name."""
        return {name: partial(job, self.database, self.settings) for name, job in self.service.jobs.items()}

    def wait_for_database(self, stop: threading.Event) -> None:
        """Until it answers, or `stop` is set. Raises `Conflict` when it does and is not set up to this release."""
        while not (stop.is_set() or self._is_set_up()):
            stop.wait(AWAY_S)

    def _is_set_up(self) -> bool:
        behind: list[str] | None = None
        with database_may_be_away():
            behind = migrate.behind(self.database, self.service)
        if behind:
            raise not_set_up()
        return behind is not None

    def application(self) -> Any:
        """The WSGI application. Loaded here: worker and relay need none of it in their memory."""
        make = import_module("services.chassis.web.application").application
        doors = import_module("services.chassis.web.doors").doors_of(self.service)
        return make(self.service, doors, self.settings, self.database, keys(self.settings))


def running(service: Service, settings: Settings) -> Running:
    return Running(service, settings, Database(settings.database_url(service.name), service.name))


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
    """Make keys, migrate every database, declare the broker's topology. A second call changes nothing.

    Raises `Conflict` naming the databases that a server does not have: those its administrator makes.
    """
    require_databases([settings.database_url(service.name) for service in services])
    # For its owner alone: it holds keys, and hashes of passwords.
    settings.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    make_keys(settings.var / "keys")
    # Where a setting is the key, as on a cluster, the folder may be one that is read alone.
    if not settings.metrics_token:
        make_key(settings.var / "keys")
    # A key of its own: who reads tokens has no reason to trust, or to hold, what signs the log.
    make_pair(settings.var / "keys", LOG)
    for service in services:
        one = running(service, settings)
        migrate.upgrade(one.database, service)
        if service.renew:
            service.renew(one.database)
        one.database.close()
    bindings = {service.name: service.bindings for service in services}
    declare(settings.broker, bindings, known=[kind.routing_key() for kind in EVENTS])


def gateway(applications: dict[str, Any]) -> Any:
    """One door for several services, by the first segment of the path, which each application keeps."""

    def door(environ: dict[str, Any], start_response: Any) -> Any:
        segment = environ.get("PATH_INFO", "/").strip("/").split("/")[0]
        if segment in applications:
            return applications[segment](environ, start_response)
        start_response("302 Found" if not segment else "404 Not Found", [("Location", HOME), ("Content-Length", "0")])
        return [b""]

    return door
