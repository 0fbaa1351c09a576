"""What the audit holds against a log: the rules that it breaks, by name."""

from typing import Any

import pytest

from services.audit.fact import Fact
from services.audit.recount import Recount
from tests.unit.audit_told import BOARD, DOCK, Told, rules


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.mark.parametrize(
    ("tell", "rule"),
    [
        (lambda told: told.pick("a", request="r2"), "twice_promised"),
        (lambda told: (told.pack("a"), told.pack("a", carton="d")), "two_cartons"),
        (lambda told: (told.receipt("accepted", "a"), told.receipt("accepted", "a")), "accepted_twice"),
        (lambda told: told.device("warehouse", "wiped", "a", location=DOCK), "impossible"),
        (lambda told: told.events.pop(0), "gap"),
        (lambda told: told.events.append(told.events[-1]), "twice_told"),
    ],
)
def test_a_rule_that_the_log_breaks_is_named(told: Told, tell: Any, rule: str):
    told.arrive("a"), told.store("a"), told.ask(1), told.reserve(1, 0), told.pick("a")
    tell(told)
    assert rule in rules(told)


def test_a_promise_of_more_than_there_is_is_named_and_a_shortage_that_comes_otherwise_is_not(told: Told):
    told.arrive("a", "b"), told.store("a", "b"), told.ask(2), told.reserve(2, 0)
    told.device("warehouse", "quarantined", "b", location=DOCK, reason="cracked")
    told.tell("warehouse", "stock.changed", "stock/reserve", scope="reserve", free={"laptop": -1})
    told.grant(1), told.reserve(1, 0), told.grant(1, "r2"), told.reserve(0, 0, asked=1, request="r2")
    assert rules(told) == []
    told.grant(1, "r2"), told.reserve(1, -1, request="r2")
    assert rules(told) == ["over_promised"]


def test_a_device_at_a_board_and_on_a_shelf_has_two_holders(told: Told):
    told.arrive("a"), told.store("a"), told.ask(1), told.receipt("accepted", "a")
    assert rules(told) == ["two_holders"]


def load(told: Told, carton: str = "c", shipment: str = "s") -> Fact:
    about = {"carton": carton, "shipment": shipment, "request": "r", "board": BOARD}
    return told.tell("shipping", "carton.loaded", f"carton/{carton}", **about)


def leave(told: Told, *cartons: str, checked: bool) -> None:
    about = {"shipment": "s", "request": "r", "board": BOARD, "cartons": list(cartons), "freight_cents": 100}
    told.tell("shipping", "shipment.dispatched", "shipment/s", **about, checked=checked)


@pytest.mark.parametrize(
    ("loaded", "checked", "broken"),
    [("", False, []), ("cd", True, []), ("c", True, ["half_loaded"]), ("c", False, ["half_loaded"]),
     ("cd", False, ["half_loaded"]), ("", True, ["half_loaded"])],
)  # fmt: skip
def test_what_leaves_checked_was_loaded_whole_and_what_leaves_unchecked_not_at_all(
    told: Told, loaded: str, checked: bool, broken: list[str]
):
    for carton in loaded:
        load(told, carton)
    leave(told, "c", "d", checked=checked)
    assert rules(told) == broken


def test_what_was_taken_off_the_truck_released_or_voided_is_not_loaded(told: Told):
    told.undo(load(told))
    load(told, "d")
    told.tell("shipping", "carton.released", "carton/d", carton="d", request="r", board=BOARD, reason="torn")
    load(told, "e", "t")
    told.ship("voided", "t", "e")
    leave(told, "c", "d", "e", checked=False)
    assert rules(told) == []


@pytest.mark.parametrize(("still_out", "broken"), [(2, []), (1, ["unsettled"]), (3, ["unsettled"])])
def test_a_take_back_campaign_closes_with_all_that_it_expected(told: Told, still_out: int, broken: list[str]):
    about = {"recall": "c", "board": BOARD}
    told.tell("shipping", "recall.opened", "recall/c", **about, title="Juin", day="2021-06-23", expected=7)
    counts = {"back": 1, "kept": 1, "lost": 1, "stolen": 1, "gone": 1, "open": still_out}
    told.tell("shipping", "recall.closed", "recall/c", **about, expected=7, **counts)
    assert rules(told) == broken


def close_return(told: Told, *left_out: str, missing: int) -> Fact:
    """Return p of four devices is closed without some, each told of by itself."""
    about = {"parcel": "p", "board": BOARD, "number": "R000001", "reason": "Absents"}
    for device in left_out:
        told.device("shipping", "unreturned", device, type="laptop", **about)
    counts = {"expected": 4, "received": 4 - missing, "missing": missing}
    return told.tell("shipping", "return.closed", "return/p", **about, **counts)


@pytest.mark.parametrize(("missing", "broken"), [(1, ["left_out"]), (2, []), (3, ["left_out"])])
def test_a_return_is_closed_without_as_many_devices_as_were_told_of(told: Told, missing: int, broken: list[str]):
    close_return(told, "a", "b", missing=missing)
    assert [one for one in rules(told) if one == "left_out"] == broken


def test_a_closing_that_was_undone_was_without_nothing(told: Told):
    told.undo(close_return(told, missing=1))
    assert rules(told) == []


@pytest.mark.parametrize(("damaged", "state"), [(False, "taken_back"), (True, "damaged")])
def test_what_a_return_was_closed_without_is_with_its_board(told: Told, damaged: bool, state: str):
    told.arrive("a")
    told.store("a")
    told.ask(1)
    told.reserve(1, 0)
    told.pick("a")
    told.pack("a")
    told.ship("readied")
    told.ship("dispatched")
    told.receipt("accepted", "a")
    told.device("shipping", "sent-back", "a", type="laptop", board=BOARD, shipment="p")
    told.device("shipping", "unreturned", "a", type="laptop", board=BOARD, parcel="p", damaged=damaged)
    recount = Recount(told.facts)
    unit = recount.units["a"]
    assert (recount.custody(unit), recount.here(unit)) == (state, "departed")
    assert recount.holder(unit) == ("board", BOARD)
