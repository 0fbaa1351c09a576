"""The log as it stands: read from a position on, checked link by link, and asked for what never came."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.portal.model.log import FIRST_HASH, Entry, agrees, chained
from services.portal.model.tally import Tally

PAGE = 2_000


@dataclass(frozen=True)
class Chain:
    """What checking found: how many entries hold, the hash they end in, and the first that does not, if any.

    Keep `entries` and `hash` elsewhere to notice a log that was cut off at its end: no chain shows that by itself.
    """

    entries: int
    hash: str
    broken_at: int | None = None


@dataclass(frozen=True)
class Gap:
    """A subject of which events are missing: `heard` of `told` came."""

    source: str
    subject: str
    heard: int
    told: int


def verify(session: Session) -> Chain:
    """Recompute every hash, and compare each entry's columns with its body, in pages; memory stays level."""
    position, previous = 0, FIRST_HASH
    while True:
        rows = session.execute(
            select(*Entry.__table__.c).where(Entry.position > position).order_by(Entry.position).limit(PAGE)
        ).all()
        for row in rows:
            whole = row.position == position + 1 and row.previous_hash == previous
            if not whole or row.hash != chained(previous, row.body) or not agrees(row):
                return Chain(position, previous, position + 1)
            position, previous = row.position, row.hash
        if len(rows) < PAGE:
            return Chain(position, previous)


def gaps(session: Session, limit: int = 100) -> Sequence[Gap]:
    """Subjects whose sequence has holes, at most `limit` of them; what is only on its way shows for a moment too."""
    found = select(Tally.source, Tally.subject, Tally.heard, Tally.told).where(Tally.heard != Tally.told)
    return [Gap(*row) for row in session.execute(found.order_by(Tally.subject, Tally.source).limit(limit))]


def log_length(session: Session) -> int:
    """How many entries the log has: the position of the last."""
    return session.scalar(select(func.max(Entry.position))) or 0


def entries_after(session: Session, position: int, limit: int) -> Sequence[Entry]:
    """The log from after a position on, oldest first."""
    return session.scalars(select(Entry).where(Entry.position > position).order_by(Entry.position).limit(limit)).all()
