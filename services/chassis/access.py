"""The access log: who saw or saved what concerns persons, one row a request, each row's hash over the one before it.

Apart from the application's log (A-2.1): it is kept five years, and nothing of it is changed. The database refuses that
by itself; the chain tells what somebody did who went around the database.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, insert, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.counter import ACCESS, last_number, next_number
from services.chassis.paging import Page, page
from services.chassis.tables import access, metadata
from services.contracts.roles import Person
from services.contracts.sees import Motive, Sees

FIRST_HASH = "0" * 64
PAGE = 2_000


class Record(DeclarativeBase):
    metadata = metadata


class Access(Record):
    """One access. Positions count from 1 without a gap; the first that is left may be a later one."""

    __table__ = access

    id: Mapped[UUID]
    position: Mapped[int]
    at: Mapped[datetime]
    actor: Mapped[str]
    role: Mapped[str]
    board: Mapped[str | None]
    sees: Mapped[str]
    way: Mapped[str]
    about: Mapped[str | None]
    reason: Mapped[str | None]
    found: Mapped[int | None]
    previous_hash: Mapped[str]
    hash: Mapped[str]


@dataclass(frozen=True)
class Checked:
    """What checking found: how many rows hold from position `first` on, and the first that does not, if any."""

    count: int
    first: int | None = None
    broken_at: int | None = None


def note(
    session: Session,
    person: Person,
    sees: Sees,
    way: str,
    about: str | None = None,
    reason: Motive | None = None,
    found: int | None = None,
) -> None:
    """Write one access, in this transaction; three statements. Others who write one at once wait for its commit.

    `found`: of a search, how many things it showed; what was searched is not told here, but for its kind in `about`.
    """
    position = next_number(session, ACCESS)
    previous = session.scalar(select(access.c.hash).where(access.c.position == position - 1)) or FIRST_HASH
    row = {
        "id": uuid7(),
        "position": position,
        "at": act_of(session).at,
        "actor": person.actor,
        "role": person.role.value,
        "board": person.board and str(person.board),
        "sees": sees.value,
        "way": way,
        "about": about,
        "reason": reason and reason.value,
        "found": found,
    }
    session.execute(insert(access).values(**row, previous_hash=previous, hash=chained(previous, row)))


def accesses(
    session: Session,
    sees: Sees | None = None,
    actor: str | None = None,
    about: str | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[Access]:
    """Accesses, newest first, those of one kind, of one person, to one thing."""
    chosen: Select[Access] = select(Access)
    for column, value in ((access.c.sees, sees), (access.c.actor, actor), (access.c.about, about)):
        if value is not None:
            chosen = chosen.where(column == value)
    return page(session, chosen, access.c.id, cursor, limit)


def verify(session: Session) -> Checked:
    """Recompute every hash from the oldest row that is left to the last that was written; memory stays level."""
    rows = _following(session, 0)
    first = position = rows[0]["position"] if rows else 1
    previous = rows[0]["previous_hash"] if rows else FIRST_HASH
    if first == 1 and previous != FIRST_HASH:
        return Checked(0, first, first)
    while rows:
        for row in rows:
            whole = row["position"] == position and row["previous_hash"] == previous
            if not whole or row["hash"] != chained(previous, row):
                return Checked(position - first, first, position)
            position, previous = position + 1, row["hash"]
        rows = _following(session, position)
    cut = position <= last_number(session, ACCESS)
    return Checked(position - first, first, position if cut else None)


def _following(session: Session, position: int) -> Sequence[RowMapping]:
    """The next rows from a position on, oldest first."""
    rows = select(access).where(access.c.position >= position).order_by(access.c.position)
    return session.execute(rows.limit(PAGE)).mappings().all()


def chained(previous_hash: str, row: Mapping[str, Any] | RowMapping) -> str:
    """The hash of a row: SHA-256 over the hash before it and what the row says, as JSON.

    Of what came with a later release, only if there is any: rows that were written without it keep their hash.
    """
    names = ("position", "actor", "role", "board", "sees", "way", "about")
    said = [str(row["id"]), row["at"].isoformat(), *(row[name] for name in names)]
    later = [row["reason"], row["found"]]
    said += later if later != [None, None] else []
    return hashlib.sha256((previous_hash + json.dumps(said, separators=(",", ":"))).encode()).hexdigest()
