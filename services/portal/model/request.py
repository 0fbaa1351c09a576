"""A request's clock as the log tells it: its moments, and the seconds each stage took."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts import intake as i
from services.contracts import shipping as s
from services.contracts import warehouse as w
from services.contracts.event import Event
from services.portal.model import clock
from services.portal.model.past import Told
from services.portal.model.record import Record

TARGET = timedelta(hours=72)


class Stage(StrEnum):
    """How far a request is, in the order of its life."""

    SUBMITTED = "submitted"
    SENT_BACK = "sent_back"
    GRANTED = "granted"
    REFUSED = "refused"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    RECEIVED = "received"
    FULFILLED = "fulfilled"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"


DECIDED: dict[type[Event], Stage] = {
    i.RequestSubmitted: Stage.SUBMITTED,
    i.RequestSentBack: Stage.SENT_BACK,
    i.RequestGranted: Stage.GRANTED,
    i.RequestRefused: Stage.REFUSED,
    i.RequestFulfilled: Stage.FULFILLED,
    i.RequestWithdrawn: Stage.WITHDRAWN,
}
TRAVELLED: dict[type[Event], Stage] = {
    s.ShipmentDispatched: Stage.DISPATCHED,
    s.ShipmentDelivered: Stage.DELIVERED,
    s.ShipmentReceived: Stage.RECEIVED,
}
ENDS = frozenset({Stage.FULFILLED, Stage.WITHDRAWN})
# After these the clock is read from all that the log has of the request: they take something back, or fail to.
REWRITING = (i.RequestUndone, i.WithdrawalAsked, w.WithdrawalRefused, s.ShipmentUndone, s.ShipmentVoided)
TIMING = (i.RequestPaused, i.RequestResumed)
HEARD: tuple[type[Event], ...] = (*DECIDED, *TRAVELLED, *TIMING, *REWRITING)
ORDER = tuple(Stage)


class Request(Record):
    """One request. The clock runs from submitted to delivered, in seconds by stage; None until the stage is over.

    `decided` is intake's last word, `travelled` the furthest that shipping told: each is told in order, but either may
    be heard before the other. Paused time counts nowhere: `clock_from` is the submission put off by it.
    `withdrawal_at`: when it was asked back, where the warehouse did not refuse that.
    """

    __tablename__ = "request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    board: Mapped[str] = mapped_column(String(6), index=True)
    state: Mapped[Stage] = mapped_column(index=True)
    decided: Mapped[Stage | None]
    travelled: Mapped[Stage | None]
    submitted_at: Mapped[datetime | None]
    granted_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    withdrawal_at: Mapped[datetime | None]
    pauses: Mapped[list[Any]] = mapped_column(JSON, default=list)
    paused: Mapped[bool] = mapped_column(default=False)
    clock_from: Mapped[datetime | None]
    to_grant_s: Mapped[int | None]
    to_dispatch_s: Mapped[int | None]
    to_deliver_s: Mapped[int | None]
    whole_s: Mapped[int | None]

    def hear(self, event: Event, at: datetime) -> None:
        """Note a moment of the clock. The first grant and dispatch count, and the last delivery."""
        self.number = getattr(event, "number", self.number)
        match event:
            case i.RequestPaused():
                self.pauses = clock.paused(self.pauses, at)
            case i.RequestResumed():
                self.pauses = clock.resumed(self.pauses, at)
            case i.WithdrawalAsked():
                self.withdrawal_at = at
        if type(event) in DECIDED:
            self.decided = DECIDED[type(event)]
            self._first(self.decided, at)
        elif type(event) in TRAVELLED:
            self._travel(TRAVELLED[type(event)], at)
        self._measure()

    def stand(self, told: Sequence[Told]) -> None:
        """Be what the request's entries say without those that were taken back."""
        self.decided = self.travelled = self.withdrawal_at = None
        self.submitted_at = self.granted_at = self.dispatched_at = self.delivered_at = None
        self.pauses = []
        for _, envelope in told:
            self.hear(envelope.data, envelope.time)
        self._measure()

    def _travel(self, stage: Stage, at: datetime) -> None:
        self.travelled = max(self.travelled or stage, stage, key=ORDER.index)
        self._first(stage, at)
        if stage is Stage.DELIVERED:
            self.delivered_at = max(at, self.delivered_at or at)

    def _first(self, stage: Stage, at: datetime) -> None:
        if stage in (Stage.SUBMITTED, Stage.GRANTED, Stage.DISPATCHED):
            setattr(self, f"{stage}_at", getattr(self, f"{stage}_at") or at)

    def _measure(self) -> None:
        self.state, self.paused = self._stage(), clock.running(self.pauses)
        self.to_grant_s = clock.seconds(self.submitted_at, self.granted_at, self.pauses)
        self.to_dispatch_s = clock.seconds(self.granted_at, self.dispatched_at, self.pauses)
        self.to_deliver_s = clock.seconds(self.dispatched_at, self.delivered_at, self.pauses)
        self.whole_s = clock.seconds(self.submitted_at, self.delivered_at, self.pauses)
        self.clock_from = self.submitted_at and self.submitted_at + clock.stood_still(self.submitted_at, self.pauses)

    def _stage(self) -> Stage:
        if self.decided in ENDS:
            return self.decided
        if self.withdrawal_at:
            return Stage.WITHDRAWING
        return self.travelled or self.decided or Stage.SUBMITTED


class RequestType(Record):
    """What a request asks and was granted of one device type."""

    __tablename__ = "request_type"

    request: Mapped[UUID] = mapped_column(primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    asked: Mapped[int]
    granted: Mapped[int]


def first_heard(request: UUID, board: str) -> Request:
    """A request of which nothing is known yet."""
    return Request(id=request, number="", board=board, state=Stage.SUBMITTED, pauses=[], paused=False)
