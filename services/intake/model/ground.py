"""What a round stands on: which requests wait for what, what their boards need, and what is free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, case, or_, select
from sqlalchemy.orm import Session, aliased, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from services.contracts.values import BoardCode
from services.intake.model.closing import close_days
from services.intake.model.held import held, newest
from services.intake.model.need import Need
from services.intake.model.portrait import Portrait
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.model.state import OPEN, State
from services.intake.model.stock import Stock
from services.intake.model.vocabulary import place


@dataclass(frozen=True)
class Wait:
    """So many devices of a type that a request waits for: undecided, or short after a grant."""

    request: UUID
    number: str
    board: BoardCode
    type: str
    count: int
    submitted_at: datetime


@dataclass(frozen=True)
class Ground:
    """Waits are in their places: by the submission of their requests, however often they were short since."""

    waits: Sequence[Wait]
    needs: Mapping[BoardCode, Mapping[str, Need]]
    free: Mapping[str, int]

    def unmet(self, board: BoardCode, kind: str) -> int:
        """The unmet need of a board that gave its portrait; 0 of one that did not."""
        need = self.needs.get(board, {}).get(kind)
        return need.unmet if need else 0


def ground(session: Session) -> Ground:
    """The ground as it is now; six statements, however many requests wait."""
    waiting, here = waits(session), held(session)
    needs = {
        one.board: {need.type: need for need in one.needs(here.get(one.board, {}))} for one in session.scalars(newest())
    }
    return Ground(waiting, needs, {row.type: row.free for row in session.scalars(select(Stock))})


def waits(session: Session) -> list[Wait]:
    """All that requests wait for, in their places; one statement."""
    return [Wait(*row) for row in session.execute(_waits())]


def held_fast(session: Session) -> Mapping[UUID, Request]:
    """The requests that wait, by id, without their lines; until the transaction ends nothing that they stand on moves.

    The order of the locks is that of single grants: the closing of the days before, requests, portraits, stock.
    """
    close_days(session)
    wanted = select(Request).where(Request.id.in_(select(_waits().subquery().c.id))).order_by(Request.id)
    wanted = wanted.options(lazyload(Request.types), lazyload(Request.asked)).with_for_update()
    requests = {one.id: one for one in session.scalars(wanted)}
    _with_shares(session, requests)
    session.scalars(newest().order_by(Portrait.id).with_for_update(of=Portrait)).all()
    session.scalars(select(Stock).order_by(Stock.type).with_for_update()).all()
    return requests


def _with_shares(session: Session, requests: Mapping[UUID, Request]) -> None:
    """Load the shares of locked requests: in a statement after the lock, or they could be those of before it."""
    found: dict[UUID, list[Share]] = {key: [] for key in requests}
    wanted = select(Share).where(Share.request.in_(requests)).order_by(Share.request, place(Share.type))
    for share in session.scalars(wanted, execution_options={"populate_existing": True}):
        found[share.request].append(share)
    for key, request in requests.items():
        set_committed_value(request, "types", found[key])


def _waits() -> Select[Any]:
    """A request whose last grant the warehouse has not answered waits for that first, and stands in no round."""
    other = aliased(Share)
    count = case((Request.state == State.SUBMITTED, Share.asked - Share.forgone), else_=Share.short)
    unanswered = select(other.request).where(other.request == Request.id, other.answered.is_(False)).exists()
    return (
        select(Request.id, Request.number, Request.board, Share.type, count, Request.submitted_at)
        .join(Share, Share.request == Request.id)
        .where(or_(Request.state == State.SUBMITTED, Request.state.in_(OPEN) & (Share.short > 0)), count > 0)
        .where(~unanswered)
        .order_by(Request.submitted_at, Request.id, Share.type)
    )
