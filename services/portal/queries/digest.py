"""What a digest tells: requests that are late, at risk or likely to be, what came late, and portraits that lack."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.intake import PortraitUpdated
from services.contracts.reference import boards
from services.portal.model import clock
from services.portal.model.forecast import Outlook
from services.portal.model.log import Entry, what_of
from services.portal.model.request import Request
from services.portal.model.subject import key
from services.portal.queries.forecast import Running, outlook


@dataclass(frozen=True)
class Delivered:
    """A request that was delivered late: after so many seconds, where so many were its target."""

    number: str
    board: str
    whole_s: int
    target_s: int


@dataclass(frozen=True)
class Report:
    """What there is to tell. A board's own is what is its own of it.

    `stale`: boards with the age of their portrait in days; `never`: those that never gave one.
    """

    late: Sequence[Running]
    at_risk: Sequence[Running]
    likely: Sequence[Running]
    delivered: Sequence[Delivered]
    stale: Sequence[tuple[str, int]]
    never: Sequence[str]

    @property
    def empty(self) -> bool:
        return not any(vars(self).values())

    def of(self, board: str | None) -> "Report":
        """One board's own; all of it for None."""
        if board is None:
            return self
        late, at_risk, likely = (
            [one for one in some if one.request.board == board] for some in (self.late, self.at_risk, self.likely)
        )
        return Report(
            late,
            at_risk,
            likely,
            [one for one in self.delivered if one.board == board],
            [one for one in self.stale if one[0] == board],
            [one for one in self.never if one == board],
        )

    def without_portraits(self) -> "Report":
        return replace(self, stale=(), never=())


def report(session: Session, portrait_days: int, at: datetime) -> Report:
    """All that there is to tell at the moment `at`; what came late is of yesterday and today."""
    running = outlook(session, None, at).running
    risky = [one for one in running if one.at_risk]
    stale, never = _portraits(session, portrait_days, at)
    return Report(
        late=[one for one in running if one.outlook is Outlook.LATE],
        at_risk=risky,
        likely=[one for one in running if one.outlook is Outlook.WILL_BREACH and not one.at_risk],
        delivered=_delivered_late(session, at),
        stale=stale,
        never=never,
    )


def _delivered_late(session: Session, at: datetime) -> Sequence[Delivered]:
    yesterday = datetime.combine(clock.day_of(at) - timedelta(days=1), time(), clock.HERE)
    columns: tuple[Any, ...] = (Request.number, Request.board, Request.whole_s, Request.target_s)
    late = (Request.whole_s > Request.target_s) & (Request.delivered_at >= yesterday)
    found = select(*columns).where(late).order_by(Request.number)
    return [Delivered(*row) for row in session.execute(found)]


def _portraits(session: Session, days: int, at: datetime) -> tuple[list[tuple[str, int]], list[str]]:
    """The boards whose last portrait is older than so many days, with its age; and those that never gave one."""
    subjects = {key("portrait", board): board for board in boards()}
    told: Any = what_of(PortraitUpdated)
    last = (
        select(func.max(Entry.position))
        .where(Entry.subject.in_(subjects), Entry.what == told)
        .group_by(Entry.subject)
        .scalar_subquery()
    )
    given = session.execute(select(Entry.subject, Entry.time).where(Entry.position.in_(last)))
    ages = {subjects[subject]: at - when for subject, when in given}
    stale = [(board, ages[board].days) for board in boards() if board in ages and ages[board] > timedelta(days=days)]
    return stale, [board for board in boards() if board not in ages]
