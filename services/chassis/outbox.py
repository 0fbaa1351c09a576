"""The outbox: events recorded in the same transaction as the change they tell, numbered by subject, sent later.

Order: the subject's row is locked by raising its sequence before the outbox row draws its id, so that for one subject
ids, sequences and commits agree, on PostgreSQL as on SQLite.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of, now
from services.chassis.tables import outbox, subject
from services.chassis.upsert import insert
from services.contracts.envelope import Envelope
from services.contracts.event import Event


@dataclass(frozen=True)
class Happening:
    """An event and the moment it happened, where that is not the moment of the act (a scan made offline)."""

    event: Event
    at: datetime


def record(session: Session, *events: Event) -> None:
    """Record events of the current act, in order. Nothing is sent before the transaction commits."""
    at = act_of(session).at
    record_all(session, [Happening(event, at) for event in events])


def record_all(session: Session, happenings: Sequence[Happening]) -> None:
    """Record any number of events, in order, with a constant number of statements."""
    if not happenings:
        return
    session.flush()
    sequences = _raise_sequences(session, [happening.event.subject() for happening in happenings])
    recorded = now()
    rows = [_row(session, happening, sequences, recorded) for happening in happenings]
    # RETURNING makes it pages of one statement each on PostgreSQL too, where many rows without it are many statements.
    session.execute(outbox.insert().returning(outbox.c.id), rows)


def _raise_sequences(session: Session, subjects: Sequence[str]) -> dict[str, int]:
    """Lock each subject, raise its sequence by its events, and give the number before the first of them."""
    counts = Counter(subjects)
    add = insert(session, subject)
    statement = add.on_conflict_do_update(
        index_elements=["name"], set_={"sequence": subject.c.sequence + add.excluded.sequence}
    ).returning(subject.c.name, subject.c.sequence)
    # In the order of the names, so that two transactions never wait for each other.
    rows = [{"name": name, "sequence": counts[name]} for name in sorted(counts)]
    return {name: last - counts[name] for name, last in session.execute(statement, rows)}


def _row(session: Session, happening: Happening, sequences: dict[str, int], recorded: datetime) -> dict[str, object]:
    act, event = act_of(session), happening.event
    name = event.subject()
    sequences[name] += 1
    envelope = Envelope(
        id=uuid7(),
        source=f"/{event.owner}",
        subject=name,
        time=happening.at,
        sequence=sequences[name],
        actor=act.actor,
        data=event,
        correlation=event.correlation() or act.correlation,
        traceparent=act.traceparent,
    )
    return {
        "event_id": envelope.id,
        "subject": name,
        "sequence": envelope.sequence,
        "routing_key": event.routing_key(),
        "body": envelope.to_wire(),
        "recorded_at": recorded,
    }
