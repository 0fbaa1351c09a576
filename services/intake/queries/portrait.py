"""A board's portraits, version by version with what each changed, and its needs as they follow from the newest."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.change import Change, changes
from services.intake.model.held import latest, needs_of
from services.intake.model.need import Need
from services.intake.model.portrait import Portrait


@dataclass(frozen=True)
class Version:
    """One version of a portrait, and what it changed of the one before it."""

    portrait: Portrait
    changes: list[Change]


def versions(
    session: Session, scope: BoardCode | None, board: BoardCode, cursor: UUID | None, limit: int
) -> Page[Version]:
    """A board's portraits, newest first, each with what it changed; as many statements whatever the page."""
    known_board(board, scope)
    found = page(session, select(Portrait).where(Portrait.board == board), Portrait.id, cursor, limit)
    earlier = dict(_before(session, board, found.items))
    shown = [Version(one, changes(earlier.get(one.version - 1), one)) for one in found.items]
    return Page(shown, found.next)


def latest_portrait(session: Session, board: BoardCode) -> Portrait | None:
    return session.scalar(latest(board))


def needs(session: Session, scope: BoardCode | None, board: BoardCode) -> list[Need]:
    """A board's needs by type, as its newest portrait states them against what it was granted or holds now."""
    known_board(board, scope)
    return needs_of(session, board, latest_portrait(session, board))


def _before(session: Session, board: BoardCode, shown: Sequence[Portrait]) -> Iterator[tuple[int, Portrait]]:
    """By number, the versions of a page and the one before its oldest."""
    for one in shown:
        yield one.version, one
    if shown:
        oldest = select(Portrait).where(Portrait.board == board, Portrait.version == shown[-1].version - 1)
        yield from ((one.version, one) for one in session.scalars(oldest))
