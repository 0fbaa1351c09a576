"""How many reserve devices each board was granted or holds: what its unmet need is lessened by."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, case, func, select
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


def held(session: Session, board: BoardCode | None = None) -> Held:
    """By board and type: granted and neither accepted nor given up, and in the board's hands; two statements.

    What was given up while it was short stood in no grant and lowers none.
    """
    found: dict[str, Counter[str]] = {}
    for statement in (_granted(board), _accepted(board)):
        for code, kind, count in session.execute(statement):
            found.setdefault(code, Counter())[kind] += count
    return found


def needs_of(session: Session, board: BoardCode, portrait: Portrait | None) -> list[Need]:
    """A board's needs by type, as its portrait states them against what it was granted or holds now."""
    here = held(session, board).get(board, {})
    return portrait.needs(here) if portrait else complete([], here)


def latest(board: BoardCode) -> Select[Portrait]:
    """The newest version of a board's portrait."""
    return select(Portrait).where(Portrait.board == board).order_by(Portrait.version.desc()).limit(1)


def newest(board: BoardCode | None = None) -> Select[Portrait]:
    """The newest version of the portrait of every board that ever answered."""
    versions = select(Portrait.board, func.max(Portrait.version).label("version")).group_by(Portrait.board)
    if board is not None:
        versions = versions.where(Portrait.board == board)
    last = versions.subquery()
    return select(Portrait).join(last, (Portrait.board == last.c.board) & (Portrait.version == last.c.version))


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
