"""How many calls somebody may make: never fewer than a station scans, and one caller's flood is nobody else's wait."""

import pytest

from services.chassis.errors import TooMany
from services.chassis.setting import FEWEST_CALLS
from services.chassis.web import rates
from services.chassis.web.rates import Rates


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def flood(some: Rates, caller: str, calls: int) -> int:
    """How many of so many calls at once are taken."""
    taken = 0
    for _ in range(calls):
        try:
            some.take(caller)
        except TooMany:
            return taken
        taken += 1
    return taken


def test_a_station_scans_twenty_times_a_second_for_hours_at_the_least_that_can_be_set() -> None:
    clock = Clock()
    some = Rates(FEWEST_CALLS, clock)
    for _ in range(20 * 3600):
        some.take("station:quai-1")
        clock.now += 0.05


def test_a_flood_is_cut_after_a_minutes_calls_and_goes_on_evenly() -> None:
    clock = Clock()
    some = Rates(1200, clock)
    assert flood(some, "a", 5000) == 1200
    clock.now += 5
    assert flood(some, "a", 5000) == 100
    clock.now += 60
    assert flood(some, "a", 5000) == 1200


def test_one_callers_flood_is_nobody_elses_wait() -> None:
    some = Rates(1200, Clock())
    assert (flood(some, "a", 1201), flood(some, "b", 100)) == (1200, 100)


def test_callers_without_number_take_no_memory_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "MOST_CALLERS", 10)
    some = Rates(1200, Clock())
    for number in range(1000):
        some.take(f"address {number}")
    assert len(some._due) == 10
