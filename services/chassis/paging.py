"""Lists by cursor: a page, and where the next one starts; ids are UUIDv7, so their order is the order of creation."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

from services.chassis.errors import Invalid
from services.contracts.sentence import say

T = TypeVar("T")

# What a caller may have at once; the shape of a list's filter refuses more.
LARGEST = 200
# A whole list is read so many rows at a time: few statements, and what is kept of a row is what its file says.
AT_ONCE = 5_000
# More rows than a file is read for: nearly what a sheet of an XLSX can hold.
MOST = 1_000_000


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items, newest first, and the cursor for the ones before them, or None at the end."""

    items: Sequence[T]
    next: UUID | None


def page(session: Session, statement: Select[T], key: Any, cursor: UUID | None, limit: int) -> Page[T]:
    """One page of `statement` by the id column `key`, newest first; one statement, an index suffices."""
    limit = min(limit, AT_ONCE)
    if cursor is not None:
        statement = statement.where(key < cursor)
    found = session.scalars(statement.order_by(key.desc()).limit(limit + 1)).all()
    items = found[:limit]
    return Page(items, getattr(items[-1], key.key) if len(found) > limit else None)


def made_at(key: UUID) -> datetime:
    """When a record was made, by its id: a UUIDv7 begins with the milliseconds of its moment (RFC 9562, 5.7)."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def whole(read: Callable[[UUID | None, int], Page[T]]) -> Iterator[T]:
    """All of a list, by the query of its pages, `AT_ONCE` at a time; it is never cut.

    Raises `Invalid` (`list.too_long`) once more than `MOST` rows were found.
    """
    cursor, count = None, 0
    while True:
        found = read(cursor, AT_ONCE)
        cursor, count = found.next, count + len(found.items)
        if count > MOST:
            told = say(
                "This list has more than %(most)s rows, which is more than one file holds: filter it.", most=MOST
            )
            raise Invalid("list.too_long", told)
        yield from found.items
        if cursor is None:
            return
