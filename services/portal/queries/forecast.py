"""What will breach: every request whose clock runs, with when it is likely to be delivered and what that means."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Row, String, case, cast, literal, select, union_all
from sqlalchemy.orm import Session

from services.portal.model import clock
from services.portal.model.forecast import HISTORY, Outlook, Pace, Range, Stretch, Waiting, forecast, outlook_of, pace
from services.portal.model.request import Request
from services.portal.model.stage import AWAITS, Span, Stage

PASSED = (Span.TO_GRANT, Span.TO_DISPATCH, Span.TO_DELIVER)
# The moments at which a request enters and leaves each of them.
ENTERED = dict(zip(PASSED, ("submitted_at", "granted_at", "dispatched_at"), strict=True))
LEFT = dict(zip(PASSED, ("granted_at", "dispatched_at", "delivered_at"), strict=True))
# Most have none: what is not sent is not read.
PAUSES = case((cast(Request.pauses, String) != "[]", Request.pauses)).label("pauses")
NEEDED: Sequence[Any] = [
    Request.id, Request.number, Request.board, Request.zone, Request.state, Request.paused, PAUSES,
    Request.submitted_at, Request.granted_at, Request.dispatched_at, Request.delivered_at,
    Request.at_risk_at, Request.target_s,
]  # fmt: skip
# A stage's queue: one for all zones ("") or the zone's own.
Line = tuple[Span, str]


ORDER = tuple(Outlook)


@dataclass(frozen=True)
class Running:
    """A request whose clock runs, or stands still: `age_s` since its submission, pauses left out; `expected` from now.

    `at_risk`: the first part of its time has passed (48 of 72 hours by road), and it is not late yet.
    """

    request: Row[Any]
    stage: Span
    age_s: int
    expected: Range | None
    outlook: Outlook
    at_risk: bool


@dataclass(frozen=True)
class Forecast:
    """The requests that run, the worst outlook first, then the oldest; and the paces it is told from, None if unknown.

    A pace is a stage's over all zones, of the last one each zone's own.
    """

    running: Sequence[Running]
    paces: Mapping[Line, Pace | None]


def outlook(session: Session, scope: str | None, at: datetime) -> Forecast:
    """The forecast at the moment `at`, from everybody's queues; of one board's requests where `scope` names it."""
    waiting = session.execute(select(*NEEDED).where(Request.state.in_(AWAITS))).all()
    queue = sorted((row for row in waiting if row.submitted_at), key=_order)
    lines = sorted({line for state, zone in {(row.state, row.zone) for row in queue} for line in _to_come(state, zone)})
    known = _paces(session, waiting, at)
    paces = {line: known.get(line) for line in lines}
    told = [
        _running(row, places, paces, at)
        for row, places in zip(queue, _places(queue), strict=True)
        if scope in (None, row.board)
    ]
    return Forecast(sorted(told, key=lambda one: (ORDER.index(one.outlook), -one.age_s)), paces)


def _order(row: Row[Any]) -> tuple[int, datetime, Any]:
    """The queue: who is further on first, then who came first to where it is."""
    stage = AWAITS[row.state]
    return -PASSED.index(stage), getattr(row, ENTERED[stage]) or row.submitted_at, row.id


@cache
def _to_come(state: Stage, zone: str) -> tuple[Line, ...]:
    """The queues in which a request of this state and zone has still to stand."""
    return tuple(_line(stage, zone) for stage in PASSED[PASSED.index(AWAITS[state]) :])


def _line(stage: Span, zone: str) -> Line:
    return stage, zone if stage is Span.TO_DELIVER else ""


def _places(queue: Sequence[Row[Any]]) -> Iterator[dict[Line, int]]:
    """Of each request in the queue, its place before every stage that it has yet to pass."""
    ahead: Counter[Line] = Counter()
    for row in queue:
        lines = _to_come(row.state, row.zone)
        yield {line: ahead[line] + 1 for line in lines}
        if not row.paused:
            ahead.update(lines)


def _paces(session: Session, waiting: Sequence[Row[Any]], at: datetime) -> dict[Line, Pace | None]:
    """The pace of every queue, from who left its stage of late and who is in it."""
    since = at - HISTORY
    busy: dict[Line, list[Stretch]] = defaultdict(list)
    took: dict[Line, list[int]] = defaultdict(list)
    for place, zone, entered, left, seconds, pauses in session.execute(_left_since(since)).all():
        line = _line(PASSED[place], zone)
        busy[line] += clock.stretches(entered, left, pauses) if pauses else [(entered, left)]
        took[line].append(seconds)
    for row in waiting:
        stage = AWAITS[row.state]
        if (entered := getattr(row, ENTERED[stage])) and getattr(row, LEFT[stage]) is None:
            busy[_line(stage, row.zone)] += clock.stretches(entered, at, row.pauses or ())
    return {line: pace(busy[line], took[line], since) for line in busy}


def _left_since(since: datetime) -> CompoundSelect[Any]:
    """Of each stage, who left it from then on: when they entered it, and how long it took them."""
    stages = []
    for place, stage in enumerate(PASSED):
        entered, left = getattr(Request, ENTERED[stage]), getattr(Request, LEFT[stage])
        columns = (literal(place), Request.zone, entered, left, getattr(Request, f"{stage}_s"), PAUSES)
        stages.append(select(*columns).where(left >= since, entered.is_not(None)))
    return union_all(*stages)


def _running(row: Row[Any], places: dict[Line, int], paces: Mapping[Line, Pace | None], at: datetime) -> Running:
    own = AWAITS[row.state]
    waited = clock.seconds(getattr(row, ENTERED[own]), at, row.pauses or ()) or 0
    age = clock.seconds(row.submitted_at, at, row.pauses or ()) or 0
    stages = [(Waiting(place, waited if line[0] is own else 0), paces[line]) for line, place in places.items()]
    expected = None if row.paused else forecast(stages)
    told = Outlook.PAUSED if row.paused else outlook_of(age, row.target_s, expected)
    at_risk = not row.paused and row.at_risk_at < at and age <= row.target_s
    return Running(row, own, age, expected, told, at_risk)
