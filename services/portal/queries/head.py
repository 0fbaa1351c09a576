"""The signed heads: a page of them, newest first; all of them; and what is wrong with some."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.portal.model.head import Head, Statement
from services.portal.seal import holds

# Where anybody fetches them.
HEADS = "/portal/api/v1/heads"


class Signed(Protocol):
    """A head as it is kept, in the table or in a file elsewhere."""

    @property
    def said(self) -> Statement: ...
    @property
    def key(self) -> str: ...
    @property
    def signature(self) -> str: ...


class Doubt(StrEnum):
    """Why a head proves nothing."""

    OTHER_KEY = "other_key"
    FORGED = "forged"
    MISSING = "missing"
    OTHER = "other"


@dataclass(frozen=True)
class Doubtful:
    """A head, by its number, and why it proves nothing."""

    number: int
    doubt: Doubt


def heads(session: Session, before: int | None, limit: int) -> Sequence[Head]:
    """The newest heads, or those before a number."""
    found = select(Head).order_by(Head.number.desc()).limit(limit)
    return session.scalars(found if before is None else found.where(Head.number < before)).all()


def all_heads(session: Session) -> Sequence[Head]:
    """Every head, oldest first: one a day, and some more."""
    return session.scalars(select(Head).order_by(Head.number)).all()


def last_head(session: Session) -> Head | None:
    return next(iter(heads(session, None, 1)), None)


def doubtful(published: Sequence[Signed], kept: Sequence[Signed], keys: Collection[str]) -> list[Doubtful]:
    """Which heads prove nothing: not signed by one of `keys`, missing among the published, or not the one kept."""
    found = [Doubtful(one.said.number, doubt) for one in (*published, *kept) if (doubt := _doubt(one, keys))]
    there = {one.said.number: one.said for one in published}
    last = max([*there, *(one.said.number for one in kept)], default=0)
    found += [Doubtful(number, Doubt.MISSING) for number in range(1, last + 1) if number not in there]
    found += [
        Doubtful(one.said.number, Doubt.OTHER) for one in kept if there.get(one.said.number, one.said) != one.said
    ]
    return found


def by_position(heads: Iterable[Signed]) -> Mapping[int, list[str]]:
    """What heads say was the hash at a position."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in heads:
        found[one.said.position].append(one.said.hash)
    return found


def _doubt(one: Signed, keys: Collection[str]) -> Doubt | None:
    if one.key not in keys:
        return Doubt.OTHER_KEY
    return None if holds(one.said.text(), one.key, one.signature) else Doubt.FORGED
