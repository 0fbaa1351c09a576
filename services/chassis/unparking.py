"""Unparking: an operator sees what is parked, has it applied again in sequence, or gives an event up for good.

Order holds while a worker runs: whoever unparks an event locks its row, and the worker locks the parked rows of every
subject in its batch (`parking.stuck`). So what comes of the subject meanwhile is either parked behind, and found by the
next look, or waits until the last is gone and is applied after it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from services.chassis import inbox, parking
from services.chassis.act import Act, act_of, now
from services.chassis.away import is_away
from services.chassis.database import Database
from services.chassis.errors import Conflict, NotFound
from services.chassis.service import Service
from services.chassis.tables import dropped, parked
from services.contracts.envelope import from_wire
from services.contracts.sentence import say

log = structlog.get_logger()


@dataclass(frozen=True)
class Parked:
    """An event set aside; the first line of `reason` says what went wrong, the others where."""

    event_id: UUID
    source: str
    subject: str
    sequence: int
    reason: str
    body: bytes
    parked_at: datetime

    @property
    def key(self) -> parking.Key:
        return (self.source, self.subject)

    @property
    def type(self) -> str:
        return str(json.loads(self.body)["type"])


@dataclass(frozen=True)
class Retried:
    """How many events of a subject were applied, and the one that failed again, if any, with its new reason."""

    applied: int
    failed: UUID | None = None
    reason: str = ""


def everything(session: Session) -> Sequence[Parked]:
    """All that is parked, in the order in which it was."""
    return [_parked(row) for row in session.execute(select(parked).order_by(parked.c.id))]


def find(session: Session, event_id: UUID) -> Parked | None:
    row = session.execute(select(parked).where(parked.c.event_id == event_id)).one_or_none()
    return _parked(row) if row else None


def of_subject(session: Session, key: parking.Key, most: int | None = None) -> Sequence[Parked]:
    """The parked events of a subject, in sequence."""
    found = select(parked).where(parked.c.source == key[0], parked.c.subject == key[1]).order_by(parked.c.sequence)
    return [_parked(row) for row in session.execute(found.limit(most))]


def retry(database: Database, service: Service, key: parking.Key) -> Retried:
    """Apply the parked events of a subject in sequence, each in its own transaction, until none is left or one fails.

    The one that fails stays parked with its new reason, and so does what is behind it. Raises the database's own
    error while it is away: what was applied until then is no longer parked, and a second call goes on.
    """
    applied = 0
    while first := _first(database, key):
        try:
            applied += _unpark(database, service, first.event_id)
        except Exception as error:
            if is_away(error):
                raise
            reason = parking.reason_of(error)
            _renew(database, first, reason)
            return Retried(applied, first.event_id, reason)
    return Retried(applied)


def drop(session: Session, event_id: UUID, why: str) -> Parked:
    """Give up a parked event for good: it is kept in `dropped` with who did it and why, and never applied.

    Raises `NotFound`, and `Conflict` while another event of its subject stands before it.
    """
    one = _locked(session, event_id)
    if one is None:
        raise NotFound("parked.unknown", say("No event with the id %(id)s is parked.", id=event_id))
    first = of_subject(session, one.key, most=1)[0]
    if first.event_id != event_id:
        before = say("Another event of %(subject)s stands before it: %(id)s.", subject=one.subject, id=first.event_id)
        raise Conflict("parked.not_first", before)
    event = {"event_id": event_id, "source": one.source, "subject": one.subject, "sequence": one.sequence}
    keep_dropped(session, one.body, one.reason, why, **event)
    session.execute(delete(parked).where(parked.c.event_id == event_id))
    inbox.pass_over(session, one.source, one.subject, one.sequence)
    return one


def keep_dropped(session: Session, body: bytes, reason: str, why: str, **event: object) -> None:
    """Note what is given up: its body, why it could not be dealt with, who gives it up and why."""
    act = act_of(session)
    told = {"reason": reason, "body": body, "dropped_at": act.at, "dropped_by": act.actor, "why": why}
    session.execute(insert(dropped).values(told | event))


def _first(database: Database, key: parking.Key) -> Parked | None:
    with database.reading() as session:
        found = of_subject(session, key, most=1)
    return found[0] if found else None


def _unpark(database: Database, service: Service, event_id: UUID) -> int:
    """Apply one event and take it out, unless somebody else just did; how many were applied."""
    with database.writing(Act(actor=f"service:{service.name}", at=now())) as session:
        one = _locked(session, event_id)
        if one is None:
            return 0
        inbox.apply_parked(session, service, from_wire(one.body))
        session.execute(delete(parked).where(parked.c.event_id == event_id))
    log.info("unparked", service=service.name, subject=one.subject, id=str(event_id))
    return 1


def _locked(session: Session, event_id: UUID) -> Parked | None:
    found = select(parked).where(parked.c.event_id == event_id).with_for_update()
    row = session.execute(found).one_or_none()
    return _parked(row) if row else None


def _renew(database: Database, one: Parked, reason: str) -> None:
    with database.writing(Act(actor="operator", at=now())) as session:
        session.execute(update(parked).where(parked.c.event_id == one.event_id).values(reason=reason))


def _parked(row: Any) -> Parked:
    return Parked(row.event_id, row.source, row.subject, row.sequence, row.reason, row.body, row.parked_at)
