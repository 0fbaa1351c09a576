"""What waits for stock: the lines that the warehouse was short of, or a round gave less, in their old places."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.model.state import OPEN


@dataclass(frozen=True)
class WaitingLine:
    """So many devices of a type that a request waits for; `place` is 1 for the oldest of its type."""

    place: int
    request: UUID
    number: str
    board: BoardCode
    type: str
    short: int
    submitted_at: datetime


def waiting(session: Session, limit: int) -> Sequence[WaitingLine]:
    """The waiting lines, oldest first: each keeps the place of its request's submission, however often it is short."""
    order = (Request.submitted_at, Request.id)
    place = func.row_number().over(partition_by=Share.type, order_by=order)
    columns = (place, Request.id, Request.number, Request.board, Share.type, Share.short, Request.submitted_at)
    statement = select(*columns).join(Share, Share.request == Request.id)
    statement = statement.where(Request.state.in_(OPEN), Share.short > 0).order_by(*order, Share.type).limit(limit)
    return [WaitingLine(*row) for row in session.execute(statement)]
