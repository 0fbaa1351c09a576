"""Stock and flow: devices by type and state, requests by stage, and the clock from submitted to delivered."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session

from services.portal.model.device import Device
from services.portal.model.request import Request, RequestType
from services.portal.model.stage import AWAITS, Stage


@dataclass(frozen=True)
class DeviceCount:
    type: str
    state: str
    count: int


@dataclass(frozen=True)
class RequestCount:
    state: str
    count: int


@dataclass(frozen=True)
class Clock:
    """Requests of one kind: sums of seconds by stage with how many ended it, breaches, and those still running.

    A breach was delivered beyond the target of its zone (72 h by road). `late` run for longer already, `at_risk` for
    longer than the first part of it (48 h); of those `paused` the clock stands still.
    """

    grant_s: int = 0
    granted: int = 0
    dispatch_s: int = 0
    dispatched: int = 0
    deliver_s: int = 0
    delivered: int = 0
    whole_s: int = 0
    whole: int = 0
    breaches: int = 0
    running: int = 0
    late: int = 0
    at_risk: int = 0
    paused: int = 0

    def __add__(self, other: "Clock") -> "Clock":
        return Clock(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    @property
    def hours(self) -> dict[str, float | None]:
        """The mean hours of each stage, and of the whole way; None where nothing ended it."""
        return {
            "to_grant": _mean(self.grant_s, self.granted),
            "to_dispatch": _mean(self.dispatch_s, self.dispatched),
            "to_deliver": _mean(self.deliver_s, self.delivered),
            "whole": _mean(self.whole_s, self.whole),
        }


@dataclass(frozen=True)
class Clocks:
    """The clock over all, by device type, and by delivery zone of the board."""

    all: Clock
    by_type: dict[str, Clock]
    by_zone: dict[str, Clock]


def devices(session: Session, scope: str | None) -> Sequence[DeviceCount]:
    """Devices by type and state; those of one board where `scope` names it."""
    which = true() if scope is None else Device.board == scope
    found = select(Device.type, Device.state, func.count()).where(which).group_by(Device.type, Device.state)
    return [DeviceCount(*row) for row in session.execute(found)]


def requests(session: Session, scope: str | None) -> Sequence[RequestCount]:
    """Requests by how far they are, in that order."""
    which = true() if scope is None else Request.board == scope
    found = dict(session.execute(select(Request.state, func.count()).where(which).group_by(Request.state)).all())
    return [RequestCount(stage, found[stage]) for stage in Stage if stage in found]


def clocks(session: Session, scope: str | None, at: datetime) -> Clocks:
    """The clock at the moment `at`; of one board's requests where `scope` names it."""
    sums, which = _sums(at), true() if scope is None else Request.board == scope
    by_zone = select(Request.zone, *sums).where(which).group_by(Request.zone).order_by(Request.zone)
    by_type = (
        select(RequestType.type, *sums)
        .join(Request, Request.id == RequestType.request)
        .where(RequestType.asked > 0, which)
        .group_by(RequestType.type)
        .order_by(RequestType.type)
    )
    zones, types = ({key: _clock(values) for key, *values in session.execute(found)} for found in (by_zone, by_type))
    return Clocks(sum(zones.values(), Clock()), types, zones)


def _sums(at: datetime) -> list[ColumnElement[Any]]:
    spans = (Request.to_grant_s, Request.to_dispatch_s, Request.to_deliver_s, Request.whole_s)
    running = Request.state.in_(AWAITS)
    # A paused clock stands still: it grows neither late nor at risk.
    ticking = Request.paused.is_(False)
    late, risk = ticking & (Request.late_at < at), ticking & (Request.at_risk_at < at)
    counted = (
        Request.whole_s > Request.target_s,
        running,
        running & late,
        running & risk & ~late,
        running & ~ticking,
    )
    sums: list[ColumnElement[Any]] = []
    for span in spans:
        sums += [func.coalesce(func.sum(span), 0), func.count(span)]
    return sums + [func.sum(case((condition, 1), else_=0)) for condition in counted]


def _clock(values: Sequence[Any]) -> Clock:
    return Clock(*(int(value) for value in values))


def _mean(seconds: int, count: int) -> float | None:
    return round(seconds / count / 3600, 1) if count else None
