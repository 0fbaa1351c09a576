"""What stands beside a decision, as it is shown."""

from datetime import datetime
from uuid import UUID

from services.chassis.web.shapes import Answer
from services.intake.model.portrait import Standing
from services.intake.model.state import State, Urgency
from services.intake.shapes.board import UseAnswer
from services.intake.shapes.portrait import NeedAnswer
from services.intake.shapes.request import ShareAnswer


class DeliveriesAnswer(Answer):
    """The last shipments delivered to a board: hours from its request to delivery, `road`: of that with the carrier."""

    count: int
    mean: float | None
    fastest: float | None
    slowest: float | None
    road: float | None


class OtherAnswer(Answer):
    """Another request of the board that is not settled."""

    id: UUID
    number: str
    state: State
    urgency: Urgency
    submitted_at: datetime | None
    types: list[ShareAnswer]


class BesideAnswer(Answer):
    """The figures beside a decision, as they are now."""

    standing: Standing
    answered_at: datetime | None
    weekly_capacity: int | None
    needs: list[NeedAnswer]
    devices: list[UseAnswer]
    others: list[OtherAnswer]
    deliveries: DeliveriesAnswer
