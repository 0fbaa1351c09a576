"""Parking: an event that keeps failing is set aside with its reason, later ones of its subject behind it."""

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.chassis.act import Act, now
from services.chassis.among import of_subjects
from services.chassis.away import is_away
from services.chassis.database import Database
from services.chassis.logs import told
from services.chassis.metering import meters
from services.chassis.service import Service
from services.chassis.tables import inbox, parked
from services.chassis.trace import numbers
from services.chassis.upsert import insert, insert_all
from services.contracts.envelope import Envelope

PAUSES_S = (0.05, 0.2, 0.5, 1.0)
LONGEST_S = 5.0
BEHIND = "behind a parked event of the same subject"

log = structlog.get_logger()
Key = tuple[str, str]
Apply = Callable[[Session, Service, Sequence[Envelope[Any]]], None]


class Patience:
    """The pauses between tries, and how long a whole batch may pause: a stop and the broker's heartbeat wait for it."""

    def __init__(self, seconds: float = LONGEST_S) -> None:
        self._left = seconds

    def tries(self) -> Iterator[int]:
        """Count the tries of one event, pausing before each but the first; fewer once the batch's time is used up."""
        yield 1
        for number, pause in enumerate(PAUSES_S, 2):
            if self._left < pause:
                return
            self._left -= pause
            time.sleep(pause)
            yield number


def take_one(database: Database, service: Service, envelope: Envelope[Any], apply: Apply, patience: Patience) -> None:
    """Apply one event in its own transaction, a few times if need be; then park it. The database away raises."""
    act = Act(actor=f"service:{service.name}", at=now())
    reason, fault = "", {}
    for _ in patience.tries():
        try:
            with database.writing(act) as session:
                apply(session, service, [envelope])
        except Exception as error:
            if is_away(error):
                raise
            reason, fault = reason_of(error), told(error)
        else:
            return
    log.error("parked", service=service.name, subject=envelope.subject, **numbers(envelope), **fault)
    meters.PARKED.labels(service.name).inc()
    with database.writing(act) as session:
        note = insert(session, inbox).values(event_id=envelope.id, taken_at=now())
        session.execute(note.on_conflict_do_nothing())
        _park(session, [envelope], reason)


def stuck(session: Session, envelopes: Sequence[Envelope[Any]]) -> set[Key]:
    """The subjects that have parked events. Until this transaction ends nobody unparks any of theirs.

    An event that is being unparked meanwhile is waited for: once the last of a subject is gone, the subject is free.
    """
    keys = {key_of(envelope) for envelope in envelopes}
    if not keys:
        return set()
    # Every row is locked, not one for each subject: the one that is waited for may be gone after it, the others not.
    found, values = of_subjects(session, parked, keys)
    return {(row.source, row.subject) for row in session.execute(found.with_for_update(read=True, of=parked), values)}


def behind(session: Session, envelopes: Sequence[Envelope[Any]], held: set[Key]) -> Sequence[Envelope[Any]]:
    """Park those of the held subjects behind what is parked already, so that order holds; give the others."""
    _park(session, [envelope for envelope in envelopes if key_of(envelope) in held], BEHIND)
    return [envelope for envelope in envelopes if key_of(envelope) not in held]


def key_of(envelope: Envelope[Any]) -> Key:
    """Within what order holds: a subject of a source."""
    return (envelope.source, envelope.subject)


def waiting(session: Session) -> int:
    """How many events are parked."""
    return session.execute(select(func.count()).select_from(parked)).scalar_one()


def reason_of(error: Exception) -> str:
    """What is kept of a failure: the error in one line, and where it happened."""
    return f"{error!r}\n{traceback.format_exc(limit=-6)}"


def _park(session: Session, envelopes: Sequence[Envelope[Any]], reason: str) -> None:
    rows = [
        {
            "event_id": envelope.id,
            "source": envelope.source,
            "subject": envelope.subject,
            "sequence": envelope.sequence,
            "reason": reason,
            "body": envelope.to_wire(),
            "parked_at": now(),
        }
        for envelope in envelopes
    ]
    if rows:
        insert_all(session, parked, rows)
