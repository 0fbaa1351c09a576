"""The rules of a count: its moves over all pairs of states, who may confirm it, and what each device comes to."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID, uuid4

import pytest

from services.chassis.errors import Conflict
from services.contracts.values import LocationCode
from services.warehouse.model import care
from services.warehouse.model.count import Count
from services.warehouse.model.count_place import CountedPlace
from services.warehouse.model.count_result import (
    PRESENT,
    CountedDevice,
    CountedUnknown,
    Result,
    Verdict,
    judge,
    may_be_moved,
)
from services.warehouse.model.count_state import MOVES, WORDS, CountState
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState

NOW = datetime(2020, 8, 27, 18, 5, tzinfo=UTC)
A, B = LocationCode("A-01-03"), LocationCode("B-02-01")
S, V = DeviceState, Verdict
BEFORE, NOTED, AFTER = UUID(int=1), UUID(int=2), UUID(int=3)
ALLOWED = {
    "end": {CountState.OPEN: CountState.ENDED},
    "recount": dict.fromkeys([CountState.OPEN, CountState.ENDED], CountState.OPEN),
    "adjust": {CountState.ENDED: CountState.ADJUSTED},
    "discard": dict.fromkeys([CountState.OPEN, CountState.ENDED], CountState.DISCARDED),
}


def a_count(state: CountState = CountState.OPEN) -> Count:
    count = Count(id=uuid4(), number="C000001", location=A, state=state, opened_by="u1", opened_at=NOW, former=[])
    count.places = [CountedPlace(location=A)]
    return count


def a_device(state: DeviceState = S.STORED, location: str | None = A) -> Device:
    who = {"maker": "HP", "serial": "5CD0123ABC", "model": "9UZ86UT", "type": "laptop", "unexpected": False}
    return Device(id=uuid4(), state=state, location=location, **who)


def take(step: str, count: Count) -> None:
    steps = {
        "end": lambda: count.end(Result(), NOW),
        "recount": lambda: count.recount(["u3"]),
        "adjust": lambda: count.adjust(Result(), "u2", NOW, "Recompté", 0),
        "discard": lambda: count.discard("u1", NOW),
    }
    steps[step]()


@pytest.mark.parametrize(("step", "state"), list(product(ALLOWED, CountState)))
def test_a_step_of_a_count_leads_where_the_table_says_or_is_refused(step: str, state: CountState):
    count = a_count(state)
    if state in ALLOWED[step]:
        take(step, count)
        assert count.state is ALLOWED[step][state]
    else:
        with pytest.raises(Conflict) as refusal:
            take(step, count)
        assert refusal.value.code == "count.move"
        assert str(WORDS[state]) in str(refusal.value.sentence)
        assert count.state is state


@pytest.mark.parametrize(("origin", "target"), list(product(CountState, CountState)))
def test_every_move_of_a_count_is_some_step(origin: CountState, target: CountState):
    assert ((origin, target) in MOVES) is any(moves.get(origin) is target for moves in ALLOWED.values())


def test_what_is_counted_once_more_has_no_figures_and_who_saw_it_does_not_confirm_it():
    count = a_count()
    count.end(Result(expected=2, unknown=["X1234"]), NOW)
    assert (count.expected, count.unknown, count.ended_at) == (2, 1, NOW)
    count.recount(["u3", "u2"])
    count.recount(["u3"])
    assert (count.expected, count.unknown, count.ended_at) == (0, 0, None)
    assert count.counters == {"u2", "u3"}


@pytest.mark.parametrize("state", list(CountState))
def test_only_an_open_count_takes_scans(state: CountState):
    if state is CountState.OPEN:
        a_count(state).check_open()
    else:
        with pytest.raises(Conflict, match="takes no more scans"):
            a_count(state).check_open()


@pytest.mark.parametrize(
    ("actor", "counters", "may"),
    [
        ("u2", set(), True),
        ("u2", {"u1", "station:s1/u3"}, True),
        ("u1", set(), False),
        ("u2", {"u2"}, False),
        ("u2", {"station:s1/u2"}, False),
    ],
)
def test_who_counted_does_not_confirm_also_not_through_a_station(actor: str, counters: set[str], may: bool):
    count = a_count(CountState.ENDED)
    if may:
        count.check_adjusts(actor, counters)
    else:
        with pytest.raises(Conflict) as refusal:
            count.check_adjusts(actor, counters)
        assert refusal.value.code == "count.own"


@pytest.mark.parametrize("state", sorted(PRESENT))
@pytest.mark.parametrize("seen", [True, False])
@pytest.mark.parametrize("since", ["moved", "handled", "nothing", "untold"])
def test_what_was_expected_is_found_missing_or_gone(state: DeviceState, seen: bool, since: str):
    line = CountedDevice(expected=True, state=state, location=A, noted=NOTED, found_at=NOW if seen else None)
    device = a_device(S.PICKED, None) if since == "moved" else a_device(state, A)
    verdict = line.verdict(A, device, {"handled": AFTER, "nothing": BEFORE}.get(since))
    assert verdict is (V.FOUND if seen else V.GONE if since in ("moved", "handled") else V.MISSING)


@pytest.mark.parametrize("state", list(DeviceState))
def test_what_was_seen_beyond_what_is_expected_is_misplaced_where_it_may_be_moved_else_astray(state: DeviceState):
    device = a_device(state, B)
    line = CountedDevice(expected=False, state=state, location=B, found_at=NOW)
    assert line.verdict(A, device, BEFORE) is (V.MISPLACED if state in PRESENT or state is S.WRITTEN_OFF else V.ASTRAY)
    assert may_be_moved(device) is (line.verdict(A, device, BEFORE) is V.MISPLACED)


def test_what_came_to_the_location_meanwhile_is_found_and_what_went_elsewhere_since_is_gone():
    came = CountedDevice(expected=False, state=S.STORED, location=B, found_at=NOW)
    assert came.verdict(A, a_device(S.STORED, A), AFTER) is V.FOUND
    assert came.verdict(A, a_device(S.STORED, "C-01-01"), AFTER) is V.GONE
    assert came.verdict(A, a_device(S.PICKED, None), AFTER) is V.GONE
    assert came.verdict(A, a_device(S.STORED, B), AFTER) is V.MISPLACED, "noted before that was kept"
    came.noted = NOTED
    assert came.verdict(A, a_device(S.STORED, B), AFTER) is V.GONE, "it was brought back to its own shelf"


def test_the_figures_of_a_count_are_those_of_its_result():
    devices = [a_device(), a_device(), a_device(S.STORED, B), a_device(S.DEPARTED, None)]
    lines = [
        CountedDevice(device_id=one.id, expected=n < 2, state=one.state, location=one.location, found_at=NOW)
        for n, one in enumerate(devices)
    ]
    lines[1].found_at = None
    result = judge(A, lines, {one.id: one for one in devices}, {}, [CountedUnknown(code="X1234")])
    count = a_count(CountState.ENDED)
    told = count.adjust(result, "u2", NOW, "Recompté", 1)
    assert (told.expected, told.found, told.missing, told.misplaced, told.unknown) == (2, 1, 1, 1, 2)
    assert (told.location, told.zone, told.reason, told.unadjusted) == (A, None, "Recompté", 1)
    assert (count.settled_by, count.settled_at, count.reason, count.unadjusted) == ("u2", NOW, "Recompté", 1)


def test_in_a_zone_each_thing_is_judged_at_the_place_where_it_was_seen():
    stays, strays = a_device(S.STORED, A), a_device(S.STORED, B)
    lines = [
        CountedDevice(device_id=stays.id, expected=True, state=S.STORED, location=A, found_at=NOW, seen_at=A),
        CountedDevice(device_id=strays.id, expected=True, state=S.STORED, location=B, found_at=NOW, seen_at=A),
    ]
    codes = [CountedUnknown(code="X1234", seen_at=B)]
    result = judge("A", lines, {one.id: one for one in (stays, strays)}, {}, codes)
    assert (result.found, result.misplaced, result.codes_at) == ([stays], [strays], [B])
    assert result.places == {stays.id: A, strays.id: A}


@pytest.mark.parametrize("state", sorted({*PRESENT, S.WRITTEN_OFF}))
def test_what_is_misplaced_stands_where_it_was_seen_and_keeps_its_state(state: DeviceState):
    device = a_device(state, B)
    device.set_aside_from = S.STORED
    told = care.relocate(device, A)
    assert device.location == A
    if state is S.WRITTEN_OFF:
        assert (device.state, told.verb) == (S.RECEIVED, "received")
    else:
        assert (device.state, told.verb, told.origin) == (state, "moved", B)
