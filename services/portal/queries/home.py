"""What waits for a reader now: of each line of a home how many, and since when; a fixed number of statements."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from services.contracts.reference import boards
from services.portal.desk import Matter, Watch
from services.portal.model.device import Device
from services.portal.model.log import Entry
from services.portal.model.request import Request
from services.portal.model.stage import AWAITS, Stage
from services.portal.model.state import State
from services.portal.model.station import SOON, Station
from services.portal.model.wait import Task, Wait


@dataclass(frozen=True)
class Count:
    """How many wait, and since when the one does that has waited longest; None where nobody knows."""

    count: int = 0
    oldest: datetime | None = None

    def __add__(self, other: "Count") -> "Count":
        moments = [one.oldest for one in (self, other) if one.oldest]
        return Count(self.count + other.count, min(moments, default=None))


@dataclass(frozen=True)
class Line:
    """A line of a home in which something waits."""

    matter: Matter
    count: int
    oldest: datetime | None


Counts = Mapping[Any, Count]


@dataclass(frozen=True)
class Reader:
    """For whom is counted: of one board where `scope` names it, and none of what this person may not do."""

    actor: str
    scope: str | None


Counting = Callable[[Session, Sequence[Any], Reader, datetime, datetime], Counts]


def waiting(session: Session, matters: Sequence[Matter], reader: Reader, days: int, at: datetime) -> list[Line]:
    """The lines in which anything waits for this reader at the moment `at`.

    A portrait is stale after so many `days`. The number of statements depends on the lines alone.
    """
    found: dict[tuple[type, str], Count] = {}
    for kind, counts in READ.items():
        codes = sorted({code for one in matters if one.kind is kind for code in one.counted})
        if codes:
            told = counts(session, codes, reader, at, at - timedelta(days=days))
            found |= {(kind, code): count for code, count in told.items()}
    return [Line(one, all_.count, all_.oldest) for one in matters if (all_ := _sum(found, one)).count]


def log_end(session: Session) -> Count:
    """How many entries the log has, and when the last of them was recorded."""
    last = session.execute(select(Entry.position, Entry.recorded_at).order_by(Entry.position.desc()).limit(1)).first()
    return Count(last.position, last.recorded_at) if last else Count()


def undecided(session: Session, limit: int) -> Sequence[Request]:
    """The requests that wait for a decision, those that have waited longest first."""
    oldest = select(Request).where(Request.state == Stage.SUBMITTED).order_by(Request.submitted_at, Request.id)
    return session.scalars(oldest.limit(limit)).all()


def waits(session: Session, after: str, limit: int) -> Sequence[Wait]:
    """What waits, thing by thing, in the order of their keys from `after` on; a loan also before its term."""
    found = select(Wait).where(Wait.task.is_not(None), Wait.subject > after).order_by(Wait.subject).limit(limit)
    return session.scalars(found).all()


def _tasks(session: Session, codes: Sequence[Task], reader: Reader, at: datetime, stale: datetime) -> Counts:
    due = and_(Wait.since <= at, or_(Wait.task != Task.PORTRAIT, Wait.since <= stale))
    may = or_(Wait.but.is_(None), ~Wait.but.contains(f" {reader.actor} ", autoescape=True))
    which = and_(Wait.task.in_(codes), due, may, _of(Wait.board, reader.scope))
    return _counted(session, select(Wait.task, func.count(), func.min(Wait.since)).where(which).group_by(Wait.task))


def _devices(session: Session, codes: Sequence[State], reader: Reader, at: datetime, stale: datetime) -> Counts:
    columns = (Device.state, func.count(), func.min(Device.changed_at))
    which = and_(Device.state.in_(codes), _of(Device.board, reader.scope))
    return _counted(session, select(*columns).where(which).group_by(Device.state))


def _requests(session: Session, codes: Sequence[Stage], reader: Reader, at: datetime, stale: datetime) -> Counts:
    # What was completed and submitted again has waited since it was first submitted.
    since = case((Request.state == Stage.SUBMITTED, Request.submitted_at), else_=Request.decided_at)
    which = and_(Request.state.in_(codes), _of(Request.board, reader.scope))
    return _counted(session, select(Request.state, func.count(), func.min(since)).where(which).group_by(Request.state))


def _watched(session: Session, codes: Sequence[Watch], reader: Reader, at: datetime, stale: datetime) -> Counts:
    found: dict[Watch, Count] = {}
    if Watch.LATE in codes or Watch.AT_RISK in codes:
        running = and_(Request.state.in_(AWAITS), Request.paused.is_(False), _of(Request.board, reader.scope))
        late, risk = Request.late_at < at, and_(Request.at_risk_at < at, Request.late_at >= at)
        sums = [sum_ for one in (late, risk) for sum_ in _sums(one)]
        row = session.execute(select(*sums).where(running)).one()
        found = {Watch.LATE: Count(row[0], row[1]), Watch.AT_RISK: Count(row[2], row[3])}
    if Watch.NEVER in codes:
        given = select(func.count()).where(Wait.task == Task.PORTRAIT, _of(Wait.board, reader.scope))
        asked = len(boards()) if reader.scope is None else 1
        found[Watch.NEVER] = Count(max(asked - (session.scalar(given) or 0), 0))
    if Watch.KEYS in codes:
        # Who makes keys makes those of one place: of a board, or of the warehouse, which is none.
        ending = and_(Station.board == reader.scope, Station.active, Station.expires_at < at + SOON)
        count, first = session.execute(select(func.count(), func.min(Station.expires_at)).where(ending)).one()
        found[Watch.KEYS] = Count(count, first and first - SOON)
    return found


READ: Mapping[type, Counting] = {Task: _tasks, State: _devices, Stage: _requests, Watch: _watched}


def _sums(which: ColumnElement[bool]) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    return func.count(case((which, 1))), func.min(case((which, Request.submitted_at)))


def _sum(found: Mapping[tuple[type, str], Count], one: Matter) -> Count:
    return sum((found.get((one.kind, code), Count()) for code in sorted(one.counted)), Count())


def _of(board: Any, scope: str | None) -> ColumnElement[bool]:
    return true() if scope is None else board == scope


def _counted(session: Session, found: Executable) -> Counts:
    return {code: Count(count, oldest) for code, count, oldest in session.execute(found)}
