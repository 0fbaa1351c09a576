"""Stacks take turns, and single scans pass them."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from services.chassis.web.lane import STACK, lane


def test_a_single_scan_passes_a_stack_and_another_stack_waits_for_it() -> None:
    inside, leave, passed, second = Event(), Event(), Event(), Event()

    def take(scans: int, told: Event, until: Event) -> None:
        with lane(scans):
            told.set()
            assert until.wait(30)

    with ThreadPoolExecutor(3) as threads:
        first = threads.submit(take, STACK + 1, inside, leave)
        assert inside.wait(30)
        other = threads.submit(take, STACK + 1, second, leave)
        single = threads.submit(take, STACK, passed, leave)
        assert passed.wait(30)
        assert not second.is_set()
        leave.set()
        for one in (first, other, single):
            one.result(30)
    assert second.is_set()


def test_a_stack_that_failed_leaves_the_way_to_the_next() -> None:
    with pytest.raises(ValueError, match="a fault"), lane(STACK + 1):
        raise ValueError("a fault")
    with lane(STACK + 1):
        pass
