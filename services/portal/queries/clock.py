"""The clock's figures: how long each stage took, by board, by zone and by week; and request by request.

The values of a group come as one text: a statement for all requests and one for all devices, in a third of the time
that a row a value would take (30,000 devices: 20 ms), and percentiles that are the same on both databases.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, literal, select, true, union_all
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.portal.model.request import Request
from services.portal.model.spread import Spread, spread
from services.portal.model.stage import OF_DEVICE, Span
from services.portal.model.stay import Stay

# Of each stage: its seconds, and the week in which it ended.
TIMED: dict[Span, tuple[Any, Any]] = {
    Span.TO_GRANT: (Request.to_grant_s, Request.grant_week),
    Span.TO_DISPATCH: (Request.to_dispatch_s, Request.dispatch_week),
    Span.TO_DELIVER: (Request.to_deliver_s, Request.deliver_week),
    Span.WHOLE: (Request.whole_s, Request.deliver_week),
}
Table = dict[str, dict[Span, Spread]]
ORDER = tuple(Span)
Gathered = dict[tuple[str, Span], list[int]]


@dataclass(frozen=True)
class Times:
    """How long each stage took: over all, and by board, delivery zone and ISO week (of Québec) in which it ended."""

    all: dict[Span, Spread]
    by_board: Table
    by_zone: Table
    by_week: Table


@dataclass(frozen=True)
class DeviceTimes:
    """How long boards took with the devices that they accepted: over all, and by board."""

    all: dict[Span, Spread]
    by_board: Table


def times(session: Session, scope: str | None) -> Times:
    """The clock of all requests, or of one board's where `scope` names it."""
    groups: tuple[Gathered, ...] = tuple(defaultdict(list) for _ in range(4))
    for stage, *keys, values in session.execute(_of_requests(scope)):
        seconds = _numbers(values)
        for group, key in zip(groups, ("", *keys), strict=True):
            group[key, Span(stage)] += seconds
    whole, by_board, by_zone, by_week = map(_table, groups)
    return Times(whole.get("", {}), by_board, by_zone, by_week)


def device_times(session: Session, scope: str | None) -> DeviceTimes:
    """What boards did with their devices, stage by stage; one board's where `scope` names it."""
    columns = [_joined(getattr(Stay, f"{stage}_s")) for stage in OF_DEVICE]
    found = select(Stay.board, *columns).where(_of(Stay.board, scope)).group_by(Stay.board)
    groups: tuple[Gathered, Gathered] = defaultdict(list), defaultdict(list)
    for board, *texts in session.execute(found):
        for stage, values in zip(OF_DEVICE, texts, strict=True):
            seconds = _numbers(values)
            for group, key in zip(groups, ("", board), strict=True):
                group[key, stage] += seconds
    whole, by_board = map(_table, groups)
    return DeviceTimes(whole.get("", {}), by_board)


def requests(session: Session, scope: str | None, cursor: UUID | None, limit: int) -> Page[Request]:
    """The requests with their moments, stages and pauses, newest first."""
    return page(session, select(Request).where(_of(Request.board, scope)), Request.id, cursor, limit)


def _of_requests(scope: str | None) -> Select[Any]:
    """A row for each stage, board, zone and week, with the seconds in one text."""
    ended = union_all(
        *(
            select(
                literal(stage.value).label("stage"),
                Request.board.label("board"),
                Request.zone.label("zone"),
                week.label("week"),
                seconds.label("seconds"),
            ).where(seconds.is_not(None), _of(Request.board, scope))
            for stage, (seconds, week) in TIMED.items()
        )
    ).subquery()
    keys = (ended.c.stage, ended.c.board, ended.c.zone, ended.c.week)
    return select(*keys, _joined(ended.c.seconds)).group_by(*keys)


def _joined(seconds: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.aggregate_strings(cast(seconds, String), ",")


def _numbers(joined: str | None) -> list[int]:
    return [int(one) for one in joined.split(",")] if joined else []


def _of(column: Any, scope: str | None) -> ColumnElement[bool]:
    return true() if scope is None else column == scope


def _table(gathered: Gathered) -> Table:
    """By key, in its order, and stage, in the order of the clock; what never ended is left out."""
    found: Table = {}
    for key, stage in sorted(gathered, key=lambda one: (one[0], ORDER.index(one[1]))):
        if (told := spread(gathered[key, stage])) is not None:
            found.setdefault(key, {})[stage] = told
    return found
