"""Stock and flow: devices by type and state, requests by stage, and the clock from submitted to delivered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session

from services.contracts.reference import boards
from services.contracts.values import BoardCode
from services.portal.model.device import Device
from services.portal.model.request import TARGET, Request, RequestType, Stage

AT_RISK = timedelta(hours=48)
RUNNING = (Stage.SUBMITTED, Stage.GRANTED, Stage.DISPATCHED)


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
    """Requests of one kind: sums of seconds by stage with how many ended it, breaches of 72 h, and those still running.

    `late` run for more than 72 h already, `at_risk` for 48 to 72 h; of those `paused` the clock stands still.
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


def clocks(session: Session, at: datetime) -> Clocks:
    """The clock at the moment `at`."""
    sums = _sums(at)
    by_board = session.execute(select(Request.board, *sums).group_by(Request.board)).all()
    by_type = (
        select(RequestType.type, *sums)
        .join(Request, Request.id == RequestType.request)
        .where(RequestType.asked > 0)
        .group_by(RequestType.type)
        .order_by(RequestType.type)
    )
    zones: dict[str, Clock] = defaultdict(Clock)
    for board, *values in by_board:
        zones[_zone(board)] += _clock(values)
    types = {kind: _clock(values) for kind, *values in session.execute(by_type)}
    return Clocks(sum(zones.values(), Clock()), types, dict(sorted(zones.items())))


def _sums(at: datetime) -> list[ColumnElement[Any]]:
    spans = (Request.to_grant_s, Request.to_dispatch_s, Request.to_deliver_s, Request.whole_s)
    running = Request.state.in_(RUNNING)
    # A paused clock stands still: it grows neither late nor at risk.
    ticking = Request.paused.is_(False)
    late, risk = ticking & (Request.clock_from < at - TARGET), ticking & (Request.clock_from < at - AT_RISK)
    counted = (
        Request.whole_s > TARGET.total_seconds(),
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


def _zone(board: str) -> str:
    known = boards().get(BoardCode(board))
    return known.zone if known else "unknown"


def _mean(seconds: int, count: int) -> float | None:
    return round(seconds / count / 3600, 1) if count else None
