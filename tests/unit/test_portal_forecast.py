"""The forecast's rules: more ahead is never earlier, more that passed is never later, too little known is no basis."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.portal.model.forecast import (
    LEAST,
    Outlook,
    Pace,
    Range,
    Waiting,
    forecast,
    measure,
    outlook_of,
    pace,
)

START = datetime(2020, 8, 24, 13, tzinfo=UTC)
HOUR = 3600
seconds = st.integers(0, 10**6)


@st.composite
def paces(draw: st.DrawFn) -> Pace:
    low, usual, high = sorted(draw(st.tuples(seconds, seconds, seconds)))
    return Pace(draw(st.integers(LEAST, 500)), draw(st.floats(0, 10**7)), low, usual, high)


stages = st.lists(
    st.tuples(st.builds(Waiting, st.integers(1, 500), st.floats(0, 10**6)), paces()), min_size=1, max_size=3
)


def in_order(found: Range | None) -> tuple[int, int, int]:
    assert found is not None
    assert 0 <= found.low_s <= found.likely_s <= found.high_s
    return found.low_s, found.likely_s, found.high_s


@given(stages, st.integers(1, 200), st.data())
def test_more_ahead_is_never_earlier(queue: list[tuple[Waiting, Pace]], more: int, data: st.DataObject):
    which = data.draw(st.integers(0, len(queue) - 1))
    waiting, known = queue[which]
    longer = [*queue]
    longer[which] = replace(waiting, place=waiting.place + more), known
    assert all(later >= now for now, later in zip(in_order(forecast(queue)), in_order(forecast(longer)), strict=True))


@given(stages, st.integers(1, 200), st.data())
def test_more_that_passed_in_as_much_time_is_never_later(
    queue: list[tuple[Waiting, Pace]], more: int, data: st.DataObject
):
    which = data.draw(st.integers(0, len(queue) - 1))
    waiting, known = queue[which]
    faster = [*queue]
    faster[which] = waiting, replace(known, ended=known.ended + more)
    assert all(then <= now for now, then in zip(in_order(forecast(queue)), in_order(forecast(faster)), strict=True))


@given(stages)
def test_a_stage_without_a_basis_leaves_none(queue: list[tuple[Waiting, Pace]]):
    assert forecast([*queue, (Waiting(1, 0), None)]) is None


def test_a_queue_is_waited_for_at_the_pace_at_which_it_was_served():
    # Ten in twenty hours with somebody waiting: two hours each.
    found = forecast([(Waiting(6, 0), Pace(10, 20 * HOUR, HOUR, 2 * HOUR, 3 * HOUR))])
    assert found is not None
    assert found.likely_s == 12 * HOUR
    assert found.low_s < found.likely_s < found.high_s


def test_nobody_passes_a_stage_faster_than_it_takes_however_short_the_queue():
    together = Pace(20, 24 * HOUR, 20 * HOUR, 24 * HOUR, 30 * HOUR)
    assert forecast([(Waiting(1, 0), together)]) == Range(20 * HOUR, 24 * HOUR, 30 * HOUR)
    assert forecast([(Waiting(1, 10 * HOUR), together)]) == Range(10 * HOUR, 14 * HOUR, 20 * HOUR)
    assert in_order(forecast([(Waiting(1, 50 * HOUR), together)]))[1] == round(24 * HOUR / 20)


@pytest.mark.parametrize(("known", "basis"), [(LEAST - 1, False), (LEAST, True)])
def test_a_pace_needs_a_few_that_passed(known: int, basis: bool):
    assert (pace([], [HOUR] * known, START) is not None) == basis


def hours(*spans: tuple[float, float]) -> list[tuple[datetime, datetime]]:
    return [(START + timedelta(hours=first), START + timedelta(hours=last)) for first, last in spans]


def test_the_time_in_which_somebody_waited_is_counted_once_and_from_the_first_day_on():
    assert measure(hours((0, 4), (2, 6), (3, 5), (10, 11), (-9, -3), (-2, 1)), START) == 7 * HOUR


@given(st.lists(st.tuples(st.integers(-50, 200), st.integers(0, 50))))
def test_stretches_cover_as_much_as_the_hours_in_them(spans: list[tuple[int, int]]):
    given_ = [(first, first + length) for first, length in spans]
    covered = {hour for first, last in given_ for hour in range(first, last) if hour >= 0}
    assert measure(hours(*given_), START) == len(covered) * HOUR


@pytest.mark.parametrize(
    ("age", "expected", "outlook"),
    [
        (73, None, Outlook.LATE),
        (73, Range(0, 0, 0), Outlook.LATE),
        (72, None, Outlook.NO_BASIS),
        (50, Range(10 * HOUR, 23 * HOUR, 30 * HOUR), Outlook.WILL_BREACH),
        (50, Range(10 * HOUR, 22 * HOUR, 30 * HOUR), Outlook.MAY_BREACH),
        (50, Range(10 * HOUR, 20 * HOUR, 22 * HOUR), Outlook.ON_TIME),
    ],
)
def test_what_an_expected_delivery_means(age: int, expected: Range | None, outlook: Outlook):
    assert outlook_of(age * HOUR, 72 * HOUR, expected) is outlook
