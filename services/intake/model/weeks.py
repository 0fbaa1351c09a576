"""How needs were met as past days ended, counted by the database: the cover is that of `need`, allotted in its order.

In Python it took 150 ms for 72 boards and 26 weeks, a row each board, type and week; here a row a week comes back.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
    values,
)
from sqlalchemy.sql.functions import coalesce

from services.contracts.reference import boards, categories
from services.intake.model.calendar import end_of
from services.intake.model.closing import ClosedFigure
from services.intake.model.held import held_now
from services.intake.model.met import Focus
from services.intake.model.need import cover
from services.intake.model.portrait import Portrait, PortraitLine


def weeks_met(focus: Focus, closings: Mapping[date, date | None], today: date) -> Select[Any]:
    """By day how many boards had answered, what was needed and what covered; no row of a day before the first answer.

    `closings` says by day which closing tells how it ended; None where nothing changed since. One statement.
    """
    terms = _terms(focus, _standing(focus, closings, today), _held([*closings.values()], today)).cte("terms")
    # Else PostgreSQL would work each sum out of the JSON anew wherever it is named: 110 ms instead of 35.
    terms = terms.prefix_with("MATERIALIZED", dialect="postgresql")
    whole = case((terms.c.cover < terms.c.need, terms.c.cover), else_=terms.c.need)
    left, part = whole - terms.c.before, coalesce(terms.c.part, terms.c.need)
    covered = case((left <= 0, 0), (left < part, left), else_=part)
    looked_at = terms.c.type == focus.type if focus.type else literal(True)
    figures = (func.sum(case((looked_at, one), else_=0)) for one in (part, covered))
    answered = func.count(terms.c.board.distinct())
    return select(terms.c.day, answered, *figures).group_by(terms.c.day)


def _standing(focus: Focus, closings: Mapping[date, date | None], today: date) -> FromClause:
    """By day and board the portrait that stood when it ended."""
    typed = (column("day", Date), column("over", Portrait.answered_at.type), column("closed", Date))
    rows = [(day, end_of(day), closed or today) for day, closed in closings.items()]
    week = values(*typed, name="week").data(rows).cte("week")
    until = func.lead(Portrait.answered_at).over(partition_by=Portrait.board, order_by=Portrait.version)
    span = select(Portrait.id, Portrait.board, Portrait.answered_at, until.label("until"))
    if focus.region is not None:
        span = span.where(Portrait.board.in_([code for code, board in boards().items() if focus.sees(board)]))
    stood = span.subquery()
    stands = and_(stood.c.answered_at < week.c.over, or_(stood.c.until.is_(None), stood.c.until >= week.c.over))
    return select(week.c.day, week.c.closed, stood.c.board, stood.c.id).join(stood, stands).subquery()


def _held(closings: list[date | None], today: date) -> FromClause:
    """What boards were granted or held by closing; what they are and do now counts as that of today."""
    figure = ClosedFigure
    kept = select(figure.day, figure.board, figure.type, (figure.to_come + figure.in_hand).label("held"))
    told = kept.where(figure.day.in_([one for one in closings if one]))
    if None not in closings:
        return told.subquery()
    now = held_now().subquery()
    return told.union_all(select(literal(today, Date), now.c.board, now.c.type, now.c.held)).subquery()


def _terms(focus: Focus, stood: FromClause, held: FromClause) -> Select[Any]:
    """The terms of each board, type and day. `part`: of the need what one looks at, `before`: what comes first."""
    line, order = PortraitLine, list(categories())
    found = (held.c.day == stood.c.closed) & (held.c.board == stood.c.board) & (held.c.type == line.type)
    first = order[: order.index(focus.category)] if focus.category in order else []
    columns = {
        "need": _needed(order),
        "before": _needed(first),
        "part": _needed([focus.category]) if focus.category else literal(None, Integer),
        "cover": cover(line.own_available, line.on_order, coalesce(held.c.held, 0)),
    }
    named = [one.label(name) for name, one in columns.items()]
    joined = select(stood.c.day, stood.c.board, line.type, *named).join(line, line.portrait == stood.c.id)
    return joined.outerjoin(held, found)


def _needed(codes: list[str]) -> ColumnElement[int]:
    """The need of these categories together."""
    parts = [coalesce(PortraitLine.by_category[code].as_integer(), 0) for code in codes]
    return sum(parts, start=literal(0))
