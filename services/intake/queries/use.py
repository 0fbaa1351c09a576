"""Where the reserve's devices of a board are, counted by use."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.intake.model.board import known_board
from services.intake.model.holding import Holding
from services.intake.model.use import HoldingState
from services.intake.model.vocabulary import in_order

_H = HoldingState
# What a board counts together, in the order of a device's life.
USES: dict[str, tuple[HoldingState, ...]] = {
    "at_board": (_H.ACCEPTED, _H.TAKEN_BACK),
    "configured": (_H.CONFIGURED,),
    "at_school": (_H.AT_SCHOOL,),
    "on_loan": (_H.ON_LOAN,),
    "lost": (_H.LOST,),
    "stolen": (_H.STOLEN,),
    "damaged": (_H.DAMAGED,),
    "missing": (_H.MISSING,),
    "sent_on": (_H.SENT_ON,),
    "sent_back": (_H.SENT_BACK,),
}


@dataclass(frozen=True)
class TypeUse:
    """The devices of one type that a board has or had, by use."""

    type: str
    at_board: int
    configured: int
    at_school: int
    on_loan: int
    lost: int
    stolen: int
    damaged: int
    missing: int
    sent_on: int
    sent_back: int


def uses(session: Session, scope: BoardCode | None, board: BoardCode) -> list[TypeUse]:
    """One row for each type of which the board was sent a device; one statement."""
    known_board(board, scope)
    statement = select(Holding.type, Holding.state, func.count()).where(Holding.board == board)
    counted = {
        (kind, state): count for kind, state, count in session.execute(statement.group_by(Holding.type, Holding.state))
    }
    return [
        TypeUse(kind, *(sum(counted.get((kind, state), 0) for state in states) for states in USES.values()))
        for kind in in_order({kind for kind, _ in counted})
    ]
