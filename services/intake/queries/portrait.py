"""Needs: a board's own, version by version, and the Ministry's one picture of all boards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.contracts.reference import Board, boards
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.held import held, latest, needs_of
from services.intake.model.need import Need, complete
from services.intake.model.portrait import Portrait, Standing, standing
from services.intake.model.vocabulary import in_order
from services.intake.queries.board import latest_portraits


@dataclass(frozen=True)
class BoardNeeds:
    """One board in the Ministry's picture; `by_type` is empty where it never answered and holds nothing."""

    board: Board
    standing: Standing
    portrait: Portrait | None
    by_type: dict[str, Need]


@dataclass(frozen=True)
class Total:
    """One type over all boards. Unmet need is summed board by board: one board's surplus covers no other's need."""

    type: str
    need: int
    own_available: int
    on_order: int
    held: int
    unmet: int

    @property
    def satisfaction(self) -> float:
        return round((self.need - self.unmet) / self.need, 4) if self.need else 1.0


@dataclass(frozen=True)
class Picture:
    """How far the needs of all boards are met."""

    boards: list[BoardNeeds]
    totals: list[Total]

    @property
    def standings(self) -> dict[Standing, int]:
        return {one: sum(board.standing is one for board in self.boards) for one in Standing}


def versions(
    session: Session, scope: BoardCode | None, board: BoardCode, cursor: UUID | None, limit: int
) -> Page[Portrait]:
    """A board's portraits, newest first."""
    known_board(board, scope)
    return page(session, select(Portrait).where(Portrait.board == board), Portrait.id, cursor, limit)


def latest_portrait(session: Session, board: BoardCode) -> Portrait | None:
    return session.scalar(latest(board))


def needs(session: Session, scope: BoardCode | None, board: BoardCode) -> list[Need]:
    """A board's needs by type, as its newest portrait states them against what it was granted or holds now."""
    known_board(board, scope)
    return needs_of(session, board, latest_portrait(session, board))


def picture(session: Session, at: datetime, days: int) -> Picture:
    """Every board and the totals; four statements, however many boards answered."""
    newest, everywhere = latest_portraits(session), held(session)
    found = []
    for board in boards().values():
        portrait, here = newest.get(board.code), everywhere.get(board.code, {})
        stated = portrait.needs(here) if portrait else complete([], here)
        found.append(BoardNeeds(board, standing(portrait, at, days), portrait, {need.type: need for need in stated}))
    return Picture(found, _totals([need for one in found for need in one.by_type.values()]))


def _totals(stated: Sequence[Need]) -> list[Total]:
    names = ("need", "own_available", "on_order", "held", "unmet")
    return [
        Total(kind, *(sum(getattr(need, name) for need in stated if need.type == kind) for name in names))
        for kind in in_order({need.type for need in stated})
    ]
