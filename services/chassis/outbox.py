"""The outbox: events recorded in the same transaction as the change they tell, numbered by subject, sent later.

Order: the subject's row is locked by raising its sequence before the outbox row draws its id, so that for one subject
ids, sequences and commits agree, on PostgreSQL as on SQLite.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of, now
from services.chassis.cause import trace_behind
from services.chassis.tables import outbox, subject
from services.chassis.trace import present
from services.chassis.upsert import as_they_are, insert_all
from services.contracts.envelope import Envelope
from services.contracts.event import Event


@dataclass(frozen=True)
class Change:
    """What a step changed of its row, for `chassis.undo`: the columns before and after, as JSON keeps them."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Happening:
    """An event and the moment it happened, where that is not the moment of the act (a scan made offline).

    `change` is kept where the step that it tells can be undone.
    """

    event: Event
    at: datetime
    change: Change | None = None
    id: UUID = field(default_factory=uuid7)
    # Of one of several scans that are judged in one request.
    traceparent: str | None = field(default_factory=present)


def record(session: Session, *events: Event) -> None:
    """Record events of the current act, in order. Nothing is sent before the transaction commits."""
    at = act_of(session).at
    record_all(session, [Happening(event, at) for event in events])


def record_all(session: Session, happenings: Sequence[Happening]) -> None:
    """Record any number of events, in order, with a constant number of statements."""
    if not happenings:
        return
    session.flush()
    sequences = _raise_sequences(session, happenings)
    recorded = now()
    rows = [_row(session, happening, sequences, recorded) for happening in happenings]
    insert_all(session, outbox, rows, as_they_are)
    session.info["recorded"] = True


def _raise_sequences(session: Session, happenings: Sequence[Happening]) -> dict[str, int]:
    """Lock each subject, raise its sequence by its events, and give the number before the first of them.

    The last event of a subject is noted there with its change: it is the one that can be undone.
    """
    last = {happening.event.subject(): happening for happening in happenings}
    counts = Counter(happening.event.subject() for happening in happenings)
    # In the order of the names, so that two transactions never wait for each other.
    rows = [_subject(name, counts[name], last[name]) for name in sorted(counts)]
    raised = insert_all(session, subject, rows, _raise)
    return {row.name: row.sequence - counts[row.name] for row in raised}


def _raise(add: Any) -> Any:
    new = {name: add.excluded[name] for name in ("event_id", "what", "change")}
    return add.on_conflict_do_update(
        index_elements=["name"], set_={"sequence": subject.c.sequence + add.excluded.sequence, **new}
    ).returning(subject.c.name, subject.c.sequence)


def _subject(name: str, count: int, last: Happening) -> dict[str, Any]:
    return {
        "name": name,
        "sequence": count,
        "event_id": last.id,
        "what": f"{last.event.noun}.{last.event.verb}",
        "change": vars(last.change) if last.change else None,
    }


def _row(session: Session, happening: Happening, sequences: dict[str, int], recorded: datetime) -> dict[str, object]:
    act, event = act_of(session), happening.event
    name = event.subject()
    sequences[name] += 1
    envelope = Envelope(
        id=happening.id,
        source=event.source(),
        subject=name,
        time=happening.at,
        sequence=sequences[name],
        actor=act.actor,
        data=event,
        correlation=event.correlation() or act.correlation,
        traceparent=happening.traceparent or act.traceparent or trace_behind(session, event),
    )
    return {
        "event_id": envelope.id,
        "subject": name,
        "sequence": envelope.sequence,
        "routing_key": event.routing_key(),
        "body": envelope.to_wire(),
        "recorded_at": recorded,
    }
