"""Lists by cursor: a page, and where the next one starts; ids are UUIDv7, so their order is the order of creation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select
from sqlalchemy.orm import Session

T = TypeVar("T")

LARGEST = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items, newest first, and the cursor for the ones before them, or None at the end."""

    items: Sequence[T]
    next: UUID | None


def page(session: Session, statement: Select[T], key: Any, cursor: UUID | None, limit: int) -> Page[T]:
    """One page of `statement` by the id column `key`, newest first; one statement, an index suffices."""
    limit = min(limit, LARGEST)
    if cursor is not None:
        statement = statement.where(key < cursor)
    found = session.scalars(statement.order_by(key.desc()).limit(limit + 1)).all()
    items = found[:limit]
    return Page(items, getattr(items[-1], key.key) if len(found) > limit else None)


def made_at(key: UUID) -> datetime:
    """When a record was made, by its id: a UUIDv7 begins with the milliseconds of its moment (RFC 9562, 5.7)."""
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
