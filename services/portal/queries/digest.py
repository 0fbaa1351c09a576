"""What a digest tells: requests late, at risk or likely to be, what came late or is not confirmed, returns, needs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.contracts.intake import CampaignReminded, PortraitUpdated
from services.contracts.reference import boards
from services.portal.model import clock
from services.portal.model.forecast import Outlook
from services.portal.model.log import Entry, what_of
from services.portal.model.request import Request
from services.portal.model.subject import key
from services.portal.queries.forecast import Running, outlook
from services.portal.queries.returned import LateReturn, late_returns
from services.portal.queries.unconfirmed import Unconfirmed, unconfirmed


@dataclass(frozen=True)
class Delivered:
    """A request that was delivered late: after so many seconds, where so many were its target."""

    number: str
    board: str
    whole_s: int
    target_s: int


@dataclass(frozen=True)
class Reminder:
    """A collection of portraits that the Ministry reminds a board of, which has not answered since."""

    board: str
    title: str
    deadline: datetime


@dataclass(frozen=True)
class Report:
    """What there is to tell. A board's own is what is its own of it.

    `stale`: boards with the age of their portrait in days; `never`: those that never gave one; `reminders`: the
    boards' alone.
    """

    late: Sequence[Running]
    at_risk: Sequence[Running]
    likely: Sequence[Running]
    delivered: Sequence[Delivered]
    stale: Sequence[tuple[str, int]]
    never: Sequence[str]
    reminders: Sequence[Reminder]
    unconfirmed: Sequence[Unconfirmed] = ()
    returns: Sequence[LateReturn] = ()

    @property
    def empty(self) -> bool:
        return not any(vars(self).values())

    def of(self, board: str | None) -> "Report":
        """One board's own; all of it for None."""
        if board is None:
            return replace(self, reminders=())
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
            [one for one in self.reminders if one.board == board],
            [one for one in self.unconfirmed if one.board == board],
            [one for one in self.returns if one.board == board],
        )

    def without_portraits(self) -> "Report":
        return replace(self, stale=(), never=(), reminders=())


def report(session: Session, portrait_days: int, receipt_days: int, return_days: int, at: datetime) -> Report:
    """All that there is to tell at the moment `at`; late deliveries and reminders are those of yesterday and today."""
    running = outlook(session, None, at).running
    risky = [one for one in running if one.at_risk]
    given = _given(session)
    ages = {board: (at - given[board]).days for board in boards() if board in given}
    return Report(
        late=[one for one in running if one.outlook is Outlook.LATE],
        at_risk=risky,
        likely=[one for one in running if one.outlook is Outlook.WILL_BREACH and not one.at_risk],
        delivered=_delivered_late(session, at),
        stale=[(board, days) for board, days in ages.items() if at - given[board] > timedelta(days=portrait_days)],
        never=[board for board in boards() if board not in given],
        reminders=list(_reminders(session, given, at)),
        unconfirmed=unconfirmed(session, None, receipt_days, at),
        returns=late_returns(session, None, return_days, at),
    )


def _delivered_late(session: Session, at: datetime) -> Sequence[Delivered]:
    columns: tuple[Any, ...] = (Request.number, Request.board, Request.whole_s, Request.target_s)
    late = (Request.whole_s > Request.target_s) & (Request.delivered_at >= _yesterday(at))
    found = select(*columns).where(late).order_by(Request.number)
    return [Delivered(*row) for row in session.execute(found)]


def _reminders(session: Session, given: Mapping[str, datetime], at: datetime) -> Iterator[Reminder]:
    """The newest reminder of each collection to each board, while its deadline is to come and it has not answered."""
    since = select(Entry).where(Entry.what == what_of(CampaignReminded), Entry.time >= _yesterday(at))
    newest: dict[tuple[UUID, str], tuple[CampaignReminded, datetime]] = {}
    for entry in session.scalars(since.order_by(Entry.time)):
        told = cast(CampaignReminded, entry.envelope().data)
        newest |= {(told.campaign, board): (told, entry.time) for board in told.boards}
    for (_, board), (told, when) in newest.items():
        if told.deadline > at and (board not in given or given[board] < when):
            yield Reminder(board, told.title, told.deadline)


def _given(session: Session) -> dict[str, datetime]:
    """When each board that ever gave a portrait gave its last."""
    subjects = {key("portrait", board): board for board in boards()}
    told: Any = what_of(PortraitUpdated)
    last = (
        select(func.max(Entry.position))
        .where(Entry.subject.in_(subjects), Entry.what == told)
        .group_by(Entry.subject)
        .scalar_subquery()
    )
    given = session.execute(select(Entry.subject, Entry.time).where(Entry.position.in_(last)))
    return {subjects[subject]: when for subject, when in given}


def _yesterday(at: datetime) -> datetime:
    """When yesterday began in Québec."""
    return datetime.combine(clock.day_of(at) - timedelta(days=1), time(), clock.HERE)
