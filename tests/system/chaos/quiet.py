"""Quiet: all that was told is sent, and all who hear it have applied it."""

import time
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from services.chassis.tables import inbox, outbox
from services.everything import BY_NAME
from tests.system.chaos.estate import NAMES, Estate
from tests.system.chaos.poison import Poison

LOOK_EVERY_S = 0.5


def wait_quiet(estate: Estate, poison: Poison, seconds: float) -> list[str]:
    """Wait until nothing is under way; what still is after so many seconds, in words."""
    end = time.monotonic() + seconds
    left = ["nothing was looked at"]
    while left and time.monotonic() < end:
        try:
            # The broker is asked once the rest is done: its own tool takes a second of the machine.
            left = [*_left(estate, poison)] or [*_kept(estate)]
        except DBAPIError as error:
            left = [f"the database does not answer: {error}"]
        if left:
            time.sleep(LOOK_EVERY_S)
    return left


def _left(estate: Estate, poison: Poison) -> Iterator[str]:
    told = {name: _told(estate, name) for name in NAMES}
    for name in NAMES:
        if unsent := sum(counts[1] for counts in told[name].values()):
            yield f"{name} has {unsent} event(s) unsent"
        wanted = sum(counts[0] for keys in told.values() for key, counts in keys.items() if hears(name, key))
        forged = [key for key, service in poison.parked.items() if service == name]
        with estate.services[name].database.reading() as session:
            others = select(func.count()).select_from(inbox).where(inbox.c.event_id.not_in(forged))
            heard = session.execute(others).scalar_one()
        if heard != wanted:
            yield f"{name} heard {heard} of {wanted} event(s)"


def _kept(estate: Estate) -> Iterator[str]:
    if waiting := estate.post.waiting():
        yield f"{waiting} message(s) are still with the broker"


def _told(estate: Estate, name: str) -> dict[str, tuple[int, int]]:
    """How many events of each key a service has recorded, and how many of them are unsent."""
    counts = select(outbox.c.routing_key, func.count(), func.count().filter(outbox.c.sent_at.is_(None)))
    with estate.services[name].database.reading() as session:
        return {row[0]: (row[1], row[2]) for row in session.execute(counts.group_by(outbox.c.routing_key))}


def hears(name: str, key: str) -> bool:
    bound = BY_NAME[name].bindings
    return "#" in bound or key in bound


def ids_told(estate: Estate, name: str) -> set[UUID]:
    """The ids of all events that a service is to hear, from the outboxes of those who told them."""
    found: set[UUID] = set()
    for one in NAMES:
        with estate.services[one].database.reading() as session:
            rows = session.execute(select(outbox.c.event_id, outbox.c.routing_key))
            found |= {row.event_id for row in rows if hears(name, row.routing_key)}
    return found
