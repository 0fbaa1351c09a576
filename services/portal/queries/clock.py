"""The clock's figures: how long each stage took, by board, by zone and by week; and request by request.

Percentiles are counted here, so that they are the same on both databases. Of devices there are many: the values of a
board come as one text, in a third of the time that a row a device would take.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, cast, func, select, true
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.portal.model.request import Request
from services.portal.model.spread import Spread, spread
from services.portal.model.stage import OF_DEVICE, OF_REQUEST, Span
from services.portal.model.stay import Stay

SECONDS: Sequence[Any] = [Request.to_grant_s, Request.to_dispatch_s, Request.to_deliver_s, Request.whole_s]
# In which each of them ended.
WEEKS: Sequence[Any] = [Request.grant_week, Request.dispatch_week, Request.deliver_week, Request.deliver_week]
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
    rows = select(Request.board, Request.zone, *SECONDS, *WEEKS).where(_of(Request.board, scope))
    by_week, whole, by_board, by_zone = _nothing(), _nothing(), _nothing(), _nothing()
    told: dict[tuple[str, str], list[Sequence[Any]]] = defaultdict(list)
    for board, zone, *ended in session.execute(rows):
        told[board, zone].append(ended)
    for (board, zone), each in told.items():
        for stage, seconds, weeks in _by_stage(each):
            whole["", stage] += seconds
            by_board[board, stage] += seconds
            by_zone[zone, stage] += seconds
            for week, took in zip(weeks, seconds, strict=True):
                by_week[week, stage].append(took)
    return Times(_table(whole).get("", {}), *map(_table, (by_board, by_zone, by_week)))


def device_times(session: Session, scope: str | None) -> DeviceTimes:
    """What boards did with their devices, stage by stage; one board's where `scope` names it."""
    columns = [_joined(getattr(Stay, f"{stage}_s")) for stage in OF_DEVICE]
    found = select(Stay.board, *columns).where(_of(Stay.board, scope)).group_by(Stay.board)
    whole, by_board = _nothing(), _nothing()
    for board, *texts in session.execute(found):
        for stage, joined in zip(OF_DEVICE, texts, strict=True):
            if joined:
                by_board[board, stage] = sorted(map(int, joined.split(",")))
                # Runs that are in order already: sorting them together takes next to nothing.
                whole["", stage] += by_board[board, stage]
    return DeviceTimes(_table(whole).get("", {}), _table(by_board))


def requests(session: Session, scope: str | None, cursor: UUID | None, limit: int) -> Page[Request]:
    """The requests with their moments, stages and pauses, newest first."""
    return page(session, select(Request).where(_of(Request.board, scope)), Request.id, cursor, limit)


def _by_stage(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[Span, list[int], list[str]]]:
    """Of each stage, how long it took whom it is over for, and the week in which it ended for each."""
    columns = list(zip(*rows, strict=True))
    for stage, seconds, weeks in zip(OF_REQUEST, columns[:4], columns[4:], strict=True):
        over = [(took, week) for took, week in zip(seconds, weeks, strict=True) if took is not None]
        yield stage, [took for took, _ in over], [week for _, week in over]


def _joined(seconds: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.aggregate_strings(cast(seconds, String), ",")


def _nothing() -> Gathered:
    return defaultdict(list)


def _of(column: Any, scope: str | None) -> ColumnElement[bool]:
    return true() if scope is None else column == scope


def _table(gathered: Gathered) -> Table:
    """By key, in its order, and stage, in the order of the clock; what never ended is left out."""
    found: Table = {}
    for key, stage in sorted(gathered, key=lambda one: (one[0], ORDER.index(one[1]))):
        if (told := spread(gathered[key, stage])) is not None:
            found.setdefault(key, {})[stage] = told
    return found
