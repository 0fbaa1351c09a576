"""After an upgrade: what this release keeps of the log, and an earlier one did not, is read anew from it."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.act import Act, now
from services.chassis.counter import last_number, next_numbers
from services.chassis.database import Database
from services.portal.model.device import Device
from services.portal.model.request import Request
from services.portal.operations import clock, returned, stay, wait

# Raise it where a release keeps something else of what was told, or puts a board into another delivery zone.
VERSION = 3
SERIES = "read anew"
CHUNK = 1_000

log = structlog.get_logger()

Renew = Callable[[Session, Collection[UUID]], None]


def read_anew(database: Database) -> None:
    """Bring clocks of requests, stays and returns of devices, and what waits to this release, 1,000 in a transaction.

    A second call does nothing; one that was cut off is begun again by the next.
    """
    with database.reading() as session:
        done = last_number(session, SERIES)
    if done >= VERSION:
        return
    renewed = [
        _all(database, Request.id, clock.read_anew),
        _all(database, Device.id, stay.read_anew),
        _all(database, Device.id, returned.read_anew),
    ]
    _waits(database)
    with database.writing(Act("service:portal", now())) as session:
        next_numbers(session, SERIES, VERSION - done)
    log.info("read anew", requests=renewed[0], devices=renewed[1])


def _all(database: Database, key: Any, renew: Renew) -> int:
    count, last = 0, UUID(int=0)
    while True:
        with database.writing(Act("service:portal", now())) as session:
            ids = session.scalars(select(key).where(key > last).order_by(key).limit(CHUNK)).all()
            if not ids:
                return count
            renew(session, ids)
        count, last = count + len(ids), ids[-1]


def _waits(database: Database) -> None:
    with database.writing(Act("service:portal", now())) as session:
        wait.forget(session)
    last: int | None = 0
    while last is not None:
        with database.writing(Act("service:portal", now())) as session:
            last = wait.read_anew(session, last, CHUNK)
