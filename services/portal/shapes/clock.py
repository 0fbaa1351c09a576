"""The clock as programs get it: how long each stage took, request by request, and what is to be expected."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from services.chassis.web.shapes import Answer
from services.portal.model.forecast import Outlook, Pace, Range
from services.portal.model.request import Request
from services.portal.queries.forecast import Forecast, Running


class Spread(Answer):
    """Of so many, in seconds: the mean, and percentiles by nearest rank (the value at place ceil(n x p / 100))."""

    count: int
    mean_s: int
    median_s: int
    p90_s: int


Stages = dict[str, Spread]
Table = dict[str, Stages]


class Target(Answer):
    """From `first` on, a request submitted for `zone` is at risk after so many hours, and late after so many."""

    zone: str
    first: date
    at_risk_h: int
    late_h: int


class RequestTimes(Answer):
    """By stage: to_grant, to_dispatch, to_deliver, whole. A stage counts in the ISO week (of Québec) in which it ended.

    What never ended is left out.
    """

    all: Stages
    by_board: Table
    by_zone: Table
    by_week: Table


class DeviceTimes(Answer):
    """By stage: to_configure, to_hand_over, to_use (from accepted to handed over), by the board that did it."""

    all: Stages
    by_board: Table


class Clock(Answer):
    targets: list[Target]
    requests: RequestTimes
    devices: DeviceTimes


class Pause(Answer):
    """A time in which the clock stood still; `until` is null while it does."""

    since: datetime
    until: datetime | None
    reason: str


class TimedRequest(Answer):
    """A request's moments, and the seconds of each stage that is over without pauses; `breached`: beyond its target."""

    id: UUID
    number: str
    board: str
    zone: str
    state: str
    submitted_at: datetime | None
    granted_at: datetime | None
    dispatched_at: datetime | None
    delivered_at: datetime | None
    to_grant_s: int | None
    to_dispatch_s: int | None
    to_deliver_s: int | None
    whole_s: int | None
    target_s: int | None
    breached: bool
    pauses: list[Pause]

    @classmethod
    def of(cls, one: Request) -> Self:
        breached = one.whole_s is not None and one.target_s is not None and one.whole_s > one.target_s
        return cls.model_validate({**vars(one), "breached": breached, "pauses": pauses_of(one)})


class TimedRequests(Answer):
    items: list[TimedRequest]
    next: UUID | None


class Expected(Answer):
    """Seconds from now until the delivery: at best, most likely, at worst."""

    low_s: int
    likely_s: int
    high_s: int


class RunningRequest(Answer):
    """A request whose clock runs. `expected` is null where there is no basis to tell it from, or while paused."""

    id: UUID
    number: str
    board: str
    zone: str
    stage: str
    age_s: int
    target_s: int
    at_risk: bool
    outlook: Outlook
    expected: Expected | None
    pauses: list[Pause]

    @classmethod
    def of(cls, one: Running) -> Self:
        row: Any = one.request
        told = {name: getattr(row, name) for name in ("id", "number", "board", "zone", "target_s")}
        own = {"age_s": one.age_s, "at_risk": one.at_risk, "outlook": one.outlook, "expected": _expected(one.expected)}
        return cls.model_validate({**told, **own, "stage": one.stage, "pauses": pauses_of(row)})


class StagePace(Answer):
    """What a forecast is told from: `ended` left the stage in 28 days, in `busy_s` seconds in which some were in it.

    `zone` is null for a stage that has one queue over all zones. With fewer than five there is no basis: all null.
    """

    stage: str
    zone: str | None
    ended: int | None
    busy_s: float | None
    low_s: int | None
    usual_s: int | None
    high_s: int | None


class Outlooks(Answer):
    running: list[RunningRequest]
    paces: list[StagePace]

    @classmethod
    def of(cls, found: Forecast) -> Self:
        paces = [_pace(stage, zone, pace) for (stage, zone), pace in found.paces.items()]
        return cls(running=[RunningRequest.of(one) for one in found.running], paces=paces)


def pauses_of(one: Any) -> list[Pause]:
    """The pauses of a request, or of a row of one."""
    return [Pause(since=since, until=until, reason=reason) for since, until, reason in one.pauses or ()]


def _expected(found: Range | None) -> Expected | None:
    return None if found is None else Expected.model_validate(found)


def _pace(stage: str, zone: str, pace: Pace | None) -> StagePace:
    unknown = dict.fromkeys(("ended", "busy_s", "low_s", "usual_s", "high_s"))
    return StagePace.model_validate({"stage": stage, "zone": zone or None, **(vars(pace) if pace else unknown)})
