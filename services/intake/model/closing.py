"""The books of each day that is over: what every board was granted or held at its end, for pictures of the past.

A day's books are closed by the first change of a later day, before it changes anything; so between two closings nothing
changed, and the closing next after a day says how that day ended. What is told late counts from when intake heard it:
a picture of the past does not change any more.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import String, Table, exists, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from services.chassis.act import act_of
from services.chassis.upsert import insert, insert_all
from services.intake.model.calendar import day_of
from services.intake.model.held import Books, books
from services.intake.model.record import Record


class Closing(Record):
    """A day of which the books are closed; the day itself is the last that they stand for."""

    __tablename__ = "closing"

    day: Mapped[date] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime]


class ClosedFigure(Record):
    """What one board was granted or held of one type when the day ended; where nothing is kept it was nothing."""

    __tablename__ = "closing_figure"

    day: Mapped[date] = mapped_column(primary_key=True)
    board: Mapped[str] = mapped_column(String(6), primary_key=True)
    type: Mapped[str] = mapped_column(String(20), primary_key=True)
    to_come: Mapped[int]
    in_hand: Mapped[int]


CLOSED = cast(Table, ClosedFigure.__table__)


def close_days(session: Session) -> None:
    """Close the books up to yesterday, unless somebody did; to be called before anything that they count is changed.

    It is one look as a rule. Who comes second at midnight waits for who came first: both hold nothing else yet.
    """
    at = act_of(session).at
    yesterday = day_of(at) - timedelta(days=1)
    if session.scalar(select(exists().where(Closing.day == yesterday))):
        return
    close = insert(session, Closing).values(day=yesterday, closed_at=at).on_conflict_do_nothing()
    if session.scalar(close.returning(Closing.day)) is None:
        return
    rows = list(_rows(yesterday, books(session)))
    if rows:
        insert_all(session, CLOSED, rows)


def books_at(session: Session, day: date, today: date) -> Books:
    """The books as they stood at the end of `day`; of today, as they are now.

    Before the first closing nothing was granted, if that one says so; else nobody knows what was.
    """
    closings, unknown = closings_of(session, [day] if day < today else [])
    closed = closings.get(day)
    if closed is None:
        return books(session)
    if day in unknown:
        return Books(known=False)
    to_come: dict[str, dict[str, int]] = {}
    in_hand: dict[str, dict[str, int]] = {}
    for row in session.scalars(select(ClosedFigure).where(ClosedFigure.day == closed)):
        to_come.setdefault(row.board, {})[row.type] = row.to_come
        in_hand.setdefault(row.board, {})[row.type] = row.in_hand
    return Books(to_come, in_hand)


def closings_of(session: Session, days: Sequence[date]) -> tuple[Mapping[date, date | None], Collection[date]]:
    """By day the closing that tells how it ended, None where nothing changed since; and the days of which none does.

    Those are the days before the books begin, where they do not begin with nothing: they are younger than what they
    count. As many statements for many days as for one.
    """
    if not days:
        return {}, ()
    after = session.scalars(select(Closing.day).where(Closing.day >= min(days)).order_by(Closing.day)).all()
    first = session.scalar(select(func.min(Closing.day)))
    some = session.scalar(select(exists().where(ClosedFigure.day == first)))
    found = {day: next(iter(after[bisect_left(after, day) :][:1]), None) for day in days}
    return found, [day for day, closed in found.items() if some and closed and day < closed == first]


def _rows(day: date, now: Books) -> Iterator[dict[str, Any]]:
    for board in sorted({*now.to_come, *now.in_hand}):
        to_come, in_hand = now.to_come.get(board, {}), now.in_hand.get(board, {})
        for kind in sorted({*to_come, *in_hand}):
            figures = {"to_come": to_come.get(kind, 0), "in_hand": in_hand.get(kind, 0)}
            if any(figures.values()):
                yield {"day": day, "board": board, "type": kind, **figures}
