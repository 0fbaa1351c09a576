"""How many reserve devices each board was granted or holds: what its unmet need is lessened by."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select, union_all
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.intake.model.holding import Holding
from services.intake.model.need import Need, complete
from services.intake.model.portrait import Portrait
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.model.state import PROMISED
from services.intake.model.use import COVERING

Held = Mapping[str, Mapping[str, int]]
NOTHING: Mapping[str, int] = {}


@dataclass(frozen=True)
class Books:
    """What the reserve's books say of each board, by board and type.

    `to_come`: granted and neither accepted nor given up; `in_hand`: accepted, and neither sent back nor lost. What was
    given up while it was short stood in no grant and lowers none. `known` is False of a day of which no books are kept.
    """

    to_come: Held = field(default_factory=dict)
    in_hand: Held = field(default_factory=dict)
    known: bool = True

    def held(self, board: str) -> dict[str, int]:
        """Both together, by type: what lessens the board's need."""
        return dict(Counter(self.to_come.get(board, NOTHING)) + Counter(self.in_hand.get(board, NOTHING)))

    def needs(self, board: str, portrait: Portrait | None) -> list[Need]:
        """A board's needs by type, as a portrait states them against what it was granted or holds."""
        here, coming = self.held(board), self.to_come.get(board, NOTHING)
        stated = portrait.needs(here) if portrait else complete([], here)
        return [replace(need, to_come=coming.get(need.type, 0)) for need in stated]


def books(session: Session, board: BoardCode | None = None) -> Books:
    """As they are now, of one board or of all; two statements."""
    return Books(_by_board(session, _granted(board)), _by_board(session, _accepted(board)))


def held_now() -> Select[Any]:
    """The same for all boards, a row a board and type: `board`, `type`, `held`."""
    parts = union_all(_granted(None), _accepted(None)).subquery()
    board, kind, count = parts.c
    return select(board.label("board"), kind.label("type"), func.sum(count).label("held")).group_by(board, kind)


def held(session: Session, board: BoardCode | None = None) -> Held:
    """By board and type, what lessens each board's need."""
    now = books(session, board)
    return {code: now.held(code) for code in (*now.to_come, *now.in_hand)}


def needs_of(session: Session, board: BoardCode, portrait: Portrait | None) -> list[Need]:
    """A board's needs by type, as its portrait states them against what it was granted or holds now."""
    return books(session, board).needs(board, portrait)


def latest(board: BoardCode) -> Select[Portrait]:
    """The newest version of a board's portrait."""
    return select(Portrait).where(Portrait.board == board).order_by(Portrait.version.desc()).limit(1)


def newest(board: BoardCode | None = None, at: datetime | None = None) -> Select[Portrait]:
    """The newest version of the portrait of every board that ever answered, or had by `at`."""
    versions = select(Portrait.board, func.max(Portrait.version).label("version")).group_by(Portrait.board)
    if at is not None:
        versions = versions.where(Portrait.answered_at <= at)
    if board is not None:
        versions = versions.where(Portrait.board == board)
    last = versions.subquery()
    return select(Portrait).join(last, (Portrait.board == last.c.board) & (Portrait.version == last.c.version))


def _by_board(session: Session, counted: Select[Any, str, int]) -> Held:
    found: dict[str, dict[str, int]] = {}
    for code, kind, count in session.execute(counted):
        found.setdefault(code, {})[kind] = count
    return found


def _granted(board: BoardCode | None) -> Select[Any, str, int]:
    left = Share.granted - Share.accepted - (Share.given_up - Share.forgone)
    total = func.sum(case((left > 0, left), else_=0))
    statement = select(Request.board, Share.type, total).join(Share, Share.request == Request.id)
    statement = statement.where(Request.state.in_(PROMISED)).group_by(Request.board, Share.type)
    return statement if board is None else statement.where(Request.board == board)


def _accepted(board: BoardCode | None) -> Select[Any, str, int]:
    statement = select(Holding.board, Holding.type, func.count()).where(Holding.state.in_(COVERING))
    statement = statement.group_by(Holding.board, Holding.type)
    return statement if board is None else statement.where(Holding.board == board)
