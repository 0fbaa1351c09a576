"""What stands beside a decision: the board's portrait, what it holds, what else it asks, how long deliveries took."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.intake.model.need import Need
from services.intake.model.portrait import Portrait, Standing, standing
from services.intake.model.request import Request
from services.intake.model.shipment import Shipment
from services.intake.model.state import RUNNING
from services.intake.queries.portrait import latest_portrait, needs
from services.intake.queries.use import TypeUse, uses

# The last ones say how it goes now.
MOST_DELIVERIES, MOST_OTHERS = 50, 50


@dataclass(frozen=True)
class Deliveries:
    """How long the last shipments to a board took, in hours: from its request to delivery, and of that on the road."""

    count: int
    mean: float | None = None
    fastest: float | None = None
    slowest: float | None = None
    road: float | None = None


@dataclass(frozen=True)
class Beside:
    """What whoever decides looks at. `others`: the board's other requests that are not settled, newest first."""

    portrait: Portrait | None
    standing: Standing
    needs: Sequence[Need]
    uses: Sequence[TypeUse]
    others: Sequence[Request]
    deliveries: Deliveries


def beside(session: Session, request: Request, at: datetime, days: int) -> Beside:
    """The figures as they are now; a constant number of statements."""
    portrait = latest_portrait(session, request.board)
    return Beside(
        portrait,
        standing(portrait, at, days),
        needs(session, request.board, request.board),
        uses(session, request.board, request.board),
        _others(session, request),
        deliveries(session, request.board),
    )


def deliveries(session: Session, board: BoardCode) -> Deliveries:
    """How long the last deliveries to a board took; one statement."""
    found = select(Request.submitted_at, Shipment.dispatched_at, Shipment.delivered_at)
    found = found.join(Request, Request.id == Shipment.request)
    found = found.where(Request.board == board, Shipment.delivered_at.is_not(None))
    rows = session.execute(found.order_by(Shipment.delivered_at.desc()).limit(MOST_DELIVERIES)).all()
    whole = [_hours(delivered - asked) for asked, _, delivered in rows if asked and delivered]
    road = [_hours(delivered - left) for _, left, delivered in rows if left and delivered]
    if not whole:
        return Deliveries(0)
    return Deliveries(len(whole), _mean(whole), min(whole), max(whole), _mean(road) if road else None)


def _others(session: Session, request: Request) -> Sequence[Request]:
    found = select(Request).where(Request.board == request.board, Request.state.in_(RUNNING), Request.id != request.id)
    return session.scalars(found.order_by(Request.id.desc()).limit(MOST_OTHERS)).all()


def _hours(length: timedelta) -> float:
    return round(length.total_seconds() / 3600, 1)


def _mean(hours: Sequence[float]) -> float:
    return round(sum(hours) / len(hours), 1)
