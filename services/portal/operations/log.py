"""What every event does here: it is appended to the log, and what is read out of the log follows."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session, aliased

from services.chassis.act import now
from services.chassis.counter import last_number, next_number
from services.chassis.upsert import as_they_are, insert_all
from services.contracts.envelope import Envelope
from services.portal.model.chain import FIRST_HASH, FORMAT, SEALING, chained, stamp
from services.portal.model.log import Entry, what_of
from services.portal.model.raw import seal_of
from services.portal.operations.clock import keep_clocks
from services.portal.operations.links import Links
from services.portal.operations.stay import keep_stays
from services.portal.operations.tally import keep_tally
from services.portal.operations.wait import keep_waits

LOG = cast(Table, Entry.__table__)
ENTRY = aliased(Entry)
SEALED = "log sealed"
Placed = tuple[int, Envelope[Any]]


def append(session: Session, envelopes: Sequence[Envelope[Any]]) -> None:
    """Append a run of events to the chain and link them; a constant number of statements for up to 10,000 devices."""
    placed = _chain(session, envelopes)
    keep_tally(session, envelopes)
    links = Links.around(session, placed)
    for position, envelope in placed:
        links.take(position, envelope)
    links.write(session)
    keep_clocks(session, envelopes)
    keep_stays(session, placed)
    keep_waits(session, placed)


def _chain(session: Session, envelopes: Sequence[Envelope[Any]]) -> list[Placed]:
    # Locked until the commit: where two workers run for a moment, each links its events to what the other chained.
    next_number(session, "log")
    first = select(ENTRY.version).where(ENTRY.position == 1).scalar_subquery()
    ends = select(Entry.position, Entry.hash, first).order_by(Entry.position.desc()).limit(1)
    position, previous, format_ = session.execute(ends).first() or (0, FIRST_HASH, FORMAT)
    rows, recorded = [], now()
    seal = _seal(session, position) if format_ == 1 else None
    told = stamp(recorded)
    for envelope in envelopes:
        position += 1
        row = _row(envelope) | {"position": position, "recorded_at": recorded, "previous_hash": previous}
        row |= {"version": SEALING if seal else FORMAT, "seal": seal}
        previous = row["hash"] = chained(previous, position, told, row["body"], row["version"], seal)
        seal = None
        rows.append(row)
    insert_all(session, LOG, rows, as_they_are)
    return [(row["position"], envelope) for row, envelope in zip(rows, envelopes, strict=True)]


def _seal(session: Session, position: int) -> str | None:
    """What the next entry says of those of the first format up to this one; None where an entry says it already."""
    if last_number(session, SEALED):
        return None
    next_number(session, SEALED)
    return seal_of(session, position)


def _row(envelope: Envelope[Any]) -> dict[str, Any]:
    event = envelope.data
    return {
        "event_id": envelope.id,
        "source": envelope.source,
        "type": event.type_name(),
        "what": what_of(event),
        "subject": envelope.subject,
        "sequence": envelope.sequence,
        "time": envelope.time,
        "actor": envelope.actor,
        "board": getattr(event, "board", None),
        "correlation": envelope.correlation,
        "undoes": getattr(event, "undone", None),
        "body": envelope.to_wire(),
    }
