"""What boards can configure a week: as they declare it, and as they really did, week by week."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.reference import Board, boards
from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.calendar import day_of, end_of, monday_of, week_name
from services.intake.model.configured import Configured
from services.intake.model.portrait import Portrait

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Week:
    """The week of a Monday: what the portrait that stood at its end declared (None without one), and what was done."""

    monday: date
    declared: int | None
    by_type: dict[str, int]

    @property
    def name(self) -> str:
        """As ISO 8601 writes it."""
        return week_name(self.monday)

    @property
    def configured(self) -> int:
        return sum(self.by_type.values())


@dataclass(frozen=True)
class Capacity:
    """A board's weeks, the newest first; that one is not over yet."""

    board: Board
    weeks: list[Week]

    @property
    def best(self) -> int:
        """The most that it configured in one of these weeks."""
        return max(week.configured for week in self.weeks)

    @property
    def declared(self) -> int | None:
        """What it declares now."""
        return self.weeks[0].declared


def capacities(session: Session, scope: BoardCode | None, at: datetime, weeks: int) -> list[Capacity]:
    """Every board that one may see, over the last `weeks` weeks; two statements."""
    mondays = [monday_of(day_of(at)) - WEEK * index for index in range(weeks)]
    done, declared = _done(session, scope, mondays[-1]), _declared(session, scope)
    found = []
    for board in boards().values():
        if scope in (None, board.code):
            told = declared.get(board.code, [])
            mine = [Week(one, _standing(told, one), dict(done.get((board.code, one), {}))) for one in mondays]
            found.append(Capacity(board, mine))
    return found


def capacity(session: Session, scope: BoardCode | None, board: BoardCode, at: datetime, weeks: int) -> Capacity:
    """One board's."""
    return capacities(session, known_board(board, scope).code, at, weeks)[0]


def _done(session: Session, board: BoardCode | None, first: date) -> dict[tuple[str, date], Counter[str]]:
    statement = select(Configured).where(Configured.week >= first)
    if board is not None:
        statement = statement.where(Configured.board == board)
    found: dict[tuple[str, date], Counter[str]] = {}
    for row in session.scalars(statement):
        if row.devices:
            found.setdefault((row.board, row.week), Counter())[row.type] = row.devices
    return found


def _declared(session: Session, board: BoardCode | None) -> dict[str, list[tuple[datetime, int]]]:
    """By board, when it declared what, the newest first."""
    statement = select(Portrait.board, Portrait.answered_at, Portrait.weekly_capacity)
    if board is not None:
        statement = statement.where(Portrait.board == board)
    found: dict[str, list[tuple[datetime, int]]] = {}
    for code, at, count in session.execute(statement.order_by(Portrait.board, Portrait.version.desc())):
        found.setdefault(code, []).append((at, count))
    return found


def _standing(told: list[tuple[datetime, int]], monday: date) -> int | None:
    over = end_of(monday + WEEK - timedelta(days=1))
    return next((count for at, count in told if at < over), None)
