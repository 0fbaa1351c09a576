"""A week by its days, each thing on the day in Québec on which it happened, whenever it was heard; and by board."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import Session, aliased

from services.portal.model.flow import OF_DEVICES, OF_SHIPMENTS, Flow, beginning, week_from
from services.portal.model.log import Entry
from services.portal.model.mention import Carton, CartonDevice
from services.portal.model.request import Request
from services.portal.model.spread import Spread, spread


@dataclass(frozen=True)
class Deliveries:
    """The requests delivered in the week: how long each took from its submission, and how many beyond their target."""

    took: Spread | None
    late: int


@dataclass(frozen=True)
class Week:
    """Devices by what happened, on each of `days` and by board; the clock of the requests delivered in these days."""

    days: Sequence[date]
    by_day: dict[Flow, list[int]]
    by_board: dict[str, Counter[Flow]] = field(default_factory=dict)
    clock: dict[str, Deliveries] = field(default_factory=dict)
    all: Deliveries | None = None

    def add(self, flow: Flow, day: int, board: str | None, count: int) -> None:
        """So many devices more, or fewer."""
        self.by_day[flow][day] += count
        if board is not None:
            self.by_board.setdefault(board, Counter())[flow] += count

    def total(self, flow: Flow) -> int:
        return sum(self.by_day[flow])


def week(session: Session, scope: str | None, first: date) -> Week:
    """The seven days from `first` on; of one board where `scope` names it. What was undone or voided is not counted."""
    days = week_from(first)
    clock = _deliveries(session, scope, days)
    every = [one for each in clock.values() for one in each]
    told = {board: _clock(each) for board, each in clock.items()}
    found = Week(days, {flow: [0] * len(days) for flow in Flow}, clock=told, all=_clock(every) if every else None)
    for what, day, board, count in _of_devices(session, scope, days):
        found.add(OF_DEVICES[what], day, board, count)
    for what, day, board, count in _of_shipments(session, scope, days):
        found.add(OF_SHIPMENTS[what], day, board, count)
    return found


def _of_devices(
    session: Session, scope: str | None, days: Sequence[date]
) -> Iterator[tuple[str, int, str | None, int]]:
    """What was told of devices, and against it what of that was taken back."""
    which = _in(days) & Entry.what.in_(OF_DEVICES) & _of(Entry.board, scope)
    told = select(Entry.what, _day(days), Entry.board).where(which)
    for what, day, board, count in session.execute(_counted(told)):
        yield what, day, board, count
    back = aliased(Entry)
    undone = told.join(back, back.undoes == Entry.event_id).where(back.undoes.is_not(None))
    for what, day, board, count in session.execute(_counted(undone)):
        yield what, day, board, -count


def _counted(told: Select[str, int, str | None]) -> Select[str, int, str | None, int]:
    """How many of each there are."""
    columns: list[Any] = list(told.subquery().c)
    found: Select[str, int, str | None, int] = select(*columns, func.count()).group_by(*columns)
    return found


def _of_shipments(
    session: Session, scope: str | None, days: Sequence[date]
) -> Iterator[tuple[str, int, str | None, int]]:
    """Shipments by the devices of the cartons that are still theirs; of one that left twice, the last time counts."""
    undone = select(Entry.undoes).where(Entry.undoes.is_not(None))
    which = _in(days) & Entry.what.in_(OF_SHIPMENTS) & _of(Entry.board, scope) & Entry.event_id.not_in(undone)
    found = select(Entry.subject, Entry.what, _day(days), Entry.board).where(which).order_by(Entry.position)
    told = {(subject, what): (day, board) for subject, what, day, board in session.execute(found)}
    sizes = _sizes(session, {UUID(subject.split("/")[1]) for subject, _ in told})
    for (subject, what), (day, board) in told.items():
        yield what, day, board, sizes.get(UUID(subject.split("/")[1]), 0)


def _sizes(session: Session, shipments: set[UUID]) -> dict[UUID, int]:
    if not shipments:
        return {}
    inside = select(Carton.shipment, func.count()).join(CartonDevice, CartonDevice.carton == Carton.id)
    found = inside.where(Carton.shipment.in_(shipments)).group_by(Carton.shipment)
    return {shipment: count for shipment, count in session.execute(found) if shipment is not None}


def _deliveries(session: Session, scope: str | None, days: Sequence[date]) -> dict[str, list[tuple[int, bool]]]:
    """By board, of each request delivered in these days the seconds that it took and whether that was too long."""
    when = (Request.delivered_at >= beginning(days[0])) & (Request.delivered_at < beginning(_end(days)))
    found = select(Request.board, Request.whole_s, Request.target_s).where(when, _of(Request.board, scope))
    rows = session.execute(found.order_by(Request.board)).all()
    return {
        board: [(whole, target is not None and whole > target) for _, whole, target in each if whole is not None]
        for board, each in groupby(rows, lambda row: row[0])
    }


def _clock(each: Sequence[tuple[int, bool]]) -> Deliveries:
    return Deliveries(spread([seconds for seconds, _ in each]), sum(late for _, late in each))


def _in(days: Sequence[date]) -> ColumnElement[bool]:
    return (Entry.time >= beginning(days[0])) & (Entry.time < beginning(_end(days)))


def _day(days: Sequence[date]) -> ColumnElement[int]:
    """Which of the days an entry's moment is in, from 0."""
    ends = enumerate((*days[1:], _end(days)))
    return case(*((Entry.time < beginning(end), number) for number, end in ends)).label("day")


def _end(days: Sequence[date]) -> date:
    return days[-1] + timedelta(days=1)


def _of(column: ColumnElement[str] | object, scope: str | None) -> ColumnElement[bool]:
    return true() if scope is None else column == scope  # type: ignore[return-value]
