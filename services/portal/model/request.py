"""A request's clock as the log tells it: its moments, and the seconds each stage took."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts import intake as i
from services.contracts.event import Event
from services.portal.model import clock
from services.portal.model.past import Told
from services.portal.model.record import Record
from services.portal.model.stage import DECIDED, ENDS, ORDER, TRAVELLED, Stage
from services.portal.model.target import target, zone_of


class Request(Record):
    """One request. The clock runs from submitted to delivered, in seconds by stage; None until the stage is over.

    A stage counts in the ISO week in which it ended, the whole in that of the delivery. `zone` is the board's; the
    target is its zone's on the day of the submission: `at_risk_at` and `late_at` are when it runs out, put off by
    pauses, as the submission is in `clock_from`. Paused time counts nowhere.
    `decided` is intake's last word, told at `decided_at`, `travelled` the furthest that shipping told: each is told in
    order, but either may be heard before the other.
    `withdrawal_at`: when it was asked back, where the warehouse did not refuse that.
    """

    __tablename__ = "request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20))
    board: Mapped[str] = mapped_column(String(6), index=True)
    zone: Mapped[str] = mapped_column(String(12))
    state: Mapped[Stage] = mapped_column(index=True)
    decided: Mapped[Stage | None]
    decided_at: Mapped[datetime | None]
    travelled: Mapped[Stage | None]
    submitted_at: Mapped[datetime | None]
    granted_at: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    withdrawal_at: Mapped[datetime | None]
    pauses: Mapped[list[Any]] = mapped_column(JSON, default=list)
    paused: Mapped[bool] = mapped_column(default=False)
    clock_from: Mapped[datetime | None]
    at_risk_at: Mapped[datetime | None]
    late_at: Mapped[datetime | None]
    target_s: Mapped[int | None]
    to_grant_s: Mapped[int | None]
    to_dispatch_s: Mapped[int | None]
    to_deliver_s: Mapped[int | None]
    whole_s: Mapped[int | None]
    grant_week: Mapped[str | None] = mapped_column(String(8))
    dispatch_week: Mapped[str | None] = mapped_column(String(8))
    deliver_week: Mapped[str | None] = mapped_column(String(8))

    def hear(self, event: Event, at: datetime) -> None:
        """Note a moment of the clock. The first grant and dispatch count, and the last delivery."""
        self.number = getattr(event, "number", self.number)
        match event:
            case i.RequestPaused():
                self.pauses = clock.paused(self.pauses, at, event.reason)
            case i.RequestResumed():
                self.pauses = clock.resumed(self.pauses, at)
            case i.WithdrawalAsked():
                self.withdrawal_at = at
        if type(event) in DECIDED:
            self.decided, self.decided_at = DECIDED[type(event)], at
            self._first(self.decided, at)
        elif type(event) in TRAVELLED:
            self._travel(TRAVELLED[type(event)], at)
        self._measure()

    def stand(self, told: Sequence[Told]) -> None:
        """Be what the request's entries say without those that were taken back."""
        self.decided = self.decided_at = self.travelled = self.withdrawal_at = None
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
        ends = (self.granted_at, self.dispatched_at, self.delivered_at)
        self.grant_week, self.dispatch_week, self.deliver_week = (clock.week(end) if end else None for end in ends)
        self._aim()

    def _aim(self) -> None:
        self.zone = zone_of(self.board)
        self.clock_from = self.at_risk_at = self.late_at = self.target_s = None
        if self.submitted_at:
            aim = target(self.zone, clock.day_of(self.submitted_at))
            self.clock_from = self.submitted_at + clock.stood_still(self.submitted_at, self.pauses)
            self.at_risk_at, self.late_at = self.clock_from + aim.at_risk, self.clock_from + aim.late
            self.target_s = round(aim.late.total_seconds())

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
    known = {"id": request, "number": "", "board": board, "zone": zone_of(board)}
    return Request(**known, state=Stage.SUBMITTED, pauses=[], paused=False)
