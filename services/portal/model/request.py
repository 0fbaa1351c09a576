"""A request's clock as the log tells it: its moments, and the seconds each stage took."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts.event import Event
from services.portal.model.record import Record

TARGET = timedelta(hours=72)


class Stage(StrEnum):
    """How far a request is, in order; a request never goes back, whichever service is heard first."""

    SUBMITTED = "submitted"
    GRANTED = "granted"
    REFUSED = "refused"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    RECEIVED = "received"
    FULFILLED = "fulfilled"


REACHED: dict[type[Event], Stage] = {
    i.RequestSubmitted: Stage.SUBMITTED,
    i.RequestGranted: Stage.GRANTED,
    i.RequestRefused: Stage.REFUSED,
    i.RequestFulfilled: Stage.FULFILLED,
    s.ShipmentDispatched: Stage.DISPATCHED,
    s.ShipmentDelivered: Stage.DELIVERED,
    s.ShipmentReceived: Stage.RECEIVED,
}
ORDER = tuple(Stage)


class Request(Record):
    """One request. The clock runs from submitted to delivered, in seconds by stage; None until the stage is over."""

    __tablename__ = "request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    board: Mapped[str] = mapped_column(String(6), index=True)
    state: Mapped[Stage] = mapped_column(index=True)
    submitted_at: Mapped[datetime | None]
    granted_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    to_grant_s: Mapped[int | None]
    to_dispatch_s: Mapped[int | None]
    to_deliver_s: Mapped[int | None]
    whole_s: Mapped[int | None]

    def hear(self, event: Event, at: datetime) -> None:
        """Note a moment of the clock. The first grant and dispatch count, and the last delivery."""
        stage = REACHED[type(event)]
        self.state = max(self.state, stage, key=ORDER.index)
        self.number = getattr(event, "number", self.number)
        if stage is Stage.DELIVERED:
            self.delivered_at = max(at, self.delivered_at or at)
        elif stage in (Stage.SUBMITTED, Stage.GRANTED, Stage.DISPATCHED):
            setattr(self, f"{stage}_at", getattr(self, f"{stage}_at") or at)
        self.to_grant_s = _seconds(self.submitted_at, self.granted_at)
        self.to_dispatch_s = _seconds(self.granted_at, self.dispatched_at)
        self.to_deliver_s = _seconds(self.dispatched_at, self.delivered_at)
        self.whole_s = _seconds(self.submitted_at, self.delivered_at)


class RequestType(Record):
    """What a request asks and was granted of one device type."""

    __tablename__ = "request_type"

    request: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    asked: Mapped[int]
    granted: Mapped[int]


def first_heard(request: UUID, board: str) -> Request:
    """A request of which nothing is known yet."""
    return Request(id=request, number="", board=board, state=Stage.SUBMITTED)


def _seconds(start: datetime | None, end: datetime | None) -> int | None:
    return round((end - start).total_seconds()) if start and end else None
