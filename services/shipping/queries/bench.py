"""The bench in figures: what waits by request and shipment, who has taken what, what was done, when all will be."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from services.contracts.values import BoardCode
from services.shipping.model import Capacity, Configuration, Destination, Device, Shipment, Urgency
from services.shipping.model.bench import WAITING

WEEK, WEEKS = timedelta(days=7), 4


@dataclass(frozen=True)
class Batch:
    """What waits of one request and shipment. `needed_on`: since when it is needed, of an urgent one."""

    request: UUID
    shipment: UUID | None
    request_number: str | None
    shipment_number: str | None
    urgent: bool
    needed_on: date | None
    waiting: int
    taken: int
    aside: int
    since: datetime


@dataclass(frozen=True)
class Done:
    """How many a person configured on a day, at a station."""

    day: date
    actor: str
    station: str | None
    devices: int


@dataclass(frozen=True)
class Forecast:
    """When all that waits will be configured; None: there is no basis to say."""

    weekly: int
    day: date | None


@dataclass(frozen=True)
class Queue:
    """All of it. `waiting` counts what is neither set aside nor done yet; what is taken is part of it."""

    batches: Sequence[Batch]
    benches: dict[str, int]
    done: Sequence[Done]
    declared: Forecast
    measured: Forecast

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.batches)

    @property
    def aside(self) -> int:
        return sum(one.aside for one in self.batches)

    @property
    def days(self) -> dict[date, int]:
        """The last days on which something was done, newest first."""
        return _by(self.done, [one.day for one in self.done])

    @property
    def weeks(self) -> dict[date, int]:
        """By the Monday of each week."""
        return _by(self.done, [one.day - timedelta(days=one.day.weekday()) for one in self.done])


def queue(session: Session, board: BoardCode, today: date) -> Queue:
    """What waits at a board and how fast it goes: over the last four weeks, in four statements."""
    batches = _batches(session, board)
    waiting = sum(one.waiting for one in batches)
    done = _done(session, board, today - WEEKS * WEEK)
    weekly = session.scalar(select(Capacity.weekly).where(Capacity.board == board)) or 0
    return Queue(
        batches=batches,
        benches=_benches(session, board),
        done=done,
        declared=forecast(waiting, weekly, today),
        measured=forecast(waiting, pace(done, today), today),
    )


def forecast(waiting: int, weekly: int, today: date) -> Forecast:
    """At so many a week, the day on which the last one is done."""
    if not weekly:
        return Forecast(weekly, None)
    return Forecast(weekly, today + timedelta(days=-(-waiting * WEEK.days // weekly)))


def pace(done: Sequence[Done], today: date) -> int:
    """So many a week were done since the first day on which something was, over the weeks begun since; 0: none."""
    if not done:
        return 0
    weeks = (today - min(one.day for one in done)).days // WEEK.days + 1
    return sum(one.devices for one in done) // weeks


def _batches(session: Session, board: BoardCode) -> list[Batch]:
    """What is urgent first, by its day; then what waits longest."""
    apart = (Device.request, Device.shipment_id)
    found = select(
        *apart,
        Destination.number,
        Shipment.number,
        Urgency.request.is_not(None),
        Urgency.needed_on,
        func.count() - func.count(Device.fault),
        func.count(Device.taken_by),
        func.count(Device.fault),
        func.min(Device.changed_at),
    )
    # What came from another board keeps that board's request and shipment, which are no matter of this one.
    found = found.outerjoin(Destination, and_(Destination.request == Device.request, Destination.board == board))
    found = found.outerjoin(Shipment, and_(Shipment.id == Device.shipment_id, Shipment.board == board))
    found = found.outerjoin(Urgency, and_(Urgency.request == Device.request, Device.transfer_id.is_(None)))
    found = found.where(Device.board == board, Device.state.in_(WAITING))
    rows = session.execute(
        found.group_by(*apart, Destination.number, Shipment.number, Urgency.request, Urgency.needed_on)
    )
    batches = [Batch(*tuple(row)) for row in rows]
    return sorted(batches, key=lambda one: (not one.urgent, one.needed_on or date.max, one.since))


def _benches(session: Session, board: BoardCode) -> dict[str, int]:
    taken = select(Device.taken_by, func.count()).where(
        Device.board == board, Device.state.in_(WAITING), Device.taken_by.is_not(None)
    )
    return {str(row[0]): row[1] for row in session.execute(taken.group_by(Device.taken_by).order_by(Device.taken_by))}


def _done(session: Session, board: BoardCode, since: date) -> list[Done]:
    whose = (Configuration.day, Configuration.actor, Configuration.station)
    found = select(*whose, func.count()).where(Configuration.board == board, Configuration.day > since)
    rows = session.execute(found.group_by(*whose).order_by(Configuration.day.desc(), *whose[1:]))
    return [Done(*row) for row in rows]


def _by(done: Sequence[Done], keys: Sequence[date]) -> dict[date, int]:
    sums: Counter[date] = Counter()
    for one, key in zip(done, keys, strict=True):
        sums[key] += one.devices
    return dict(sums)
