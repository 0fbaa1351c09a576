"""`/<service>/metrics`: what its processes on this machine counted, and what waits. For whoever has the key alone."""

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from threading import Lock

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from services.chassis.database import Database
from services.chassis.keylife import key_gauges
from services.chassis.metering.asking import asked
from services.chassis.metering.families import families, merged
from services.chassis.metering.gauge import Gauge, shown
from services.chassis.metering.key import key_of, opens
from services.chassis.metering.meters import METERS
from services.chassis.metering.waiting import waiting
from services.chassis.service import Service
from services.chassis.settings import Settings
from services.chassis.web.doors import Doors
from services.chassis.web.rule import bare

UP = "1 where this process answers; 0 where it died, or is frozen."
SELDOM_S = 60.0


def metrics(service: Service, doors: Doors, settings: Settings, database: Database) -> Blueprint:
    """The page that Prometheus scrapes."""
    pages = Blueprint("metrics", __name__, url_prefix=f"/{service.name}")
    own = Seldom(partial(_own, doors, database))
    for meter, label in doors.noughts:
        meter.labels(service.name, label)

    def gauges() -> Sequence[Gauge]:
        # Of all services one tells what is the installation's.
        keys = key_gauges(settings.var / "keys") if service.everything else ()
        return [*waiting(service, database, settings.broker), *own(), *keys]

    scrape = Scrape(service.name, settings.processes, gauges)

    @pages.get("/metrics")
    @bare()
    def scraped() -> ResponseReturnValue:
        if not opens(request.headers.get("Authorization", ""), key_of(settings)):
            return Response("", 401, {"WWW-Authenticate": "Bearer"})
        registry = CollectorRegistry(auto_describe=False)
        registry.register(scrape)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    return pages


class Scrape(Collector):
    """All of a service at one moment. Where no process tells anything, as in a test, this one speaks for itself."""

    def __init__(self, service: str, folder: Path, gauges: Callable[[], Sequence[Gauge]]) -> None:
        self._service, self._folder, self._gauges = service, folder, gauges

    def collect(self) -> Iterator[Metric]:
        found = asked(self._folder, self._service)
        told = {place: each for place, each in found.items() if each is not None}
        yield from merged(told or {"alone": families(METERS, self._service)})
        up = [Gauge("process_up", UP, float(place in told), {"process": place}) for place in found]
        yield from shown([*up, *self._gauges()], self._service)


class Seldom:
    """Gauges that cost a look at much of a database: what was read a minute ago still does."""

    def __init__(self, read: Callable[[], Sequence[Gauge]]) -> None:
        self._read = read
        self._lock = Lock()
        self._until = 0.0
        self._found: Sequence[Gauge] = ()

    def __call__(self) -> Sequence[Gauge]:
        with self._lock:
            if time.monotonic() >= self._until:
                self._found = self._read()
                self._until = time.monotonic() + SELDOM_S
            return self._found


def _own(doors: Doors, database: Database) -> Sequence[Gauge]:
    if doors.gauges is None:
        return ()
    try:
        with database.reading() as session:
            return doors.gauges(session)
    except SQLAlchemyError:
        return ()
