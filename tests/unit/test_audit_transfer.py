"""Transfers between boards in the recount: whose a device is, what its request counts, closings that do not agree."""

from typing import Any

import pytest

from services.audit.recount import Recount
from tests.unit.audit_told import BOARD, OTHER, Told, figures, rules, states


@pytest.fixture
def told() -> Told:
    story = Told()
    story.delivered("a", "b")
    story.receipt("accepted", "a"), story.receipt("accepted", "b")
    return story


def move(told: Told, verb: str, **more: Any) -> Any:
    about = {"transfer": "t", "number": "T1", "origin": BOARD, "receiver": OTHER}
    return told.tell("shipping", f"transfer.{verb}", "transfer/t", **about, **more)


def sent(told: Told, *devices: str) -> None:
    for device in devices:
        told.use("sent-on", device, transfer="t", receiver=OTHER, number="T1")
    move(told, "dispatched", devices=len(devices))


def came(told: Told, device: str, **more: Any) -> Any:
    about = {"type": "laptop", "board": OTHER, "origin": BOARD, "transfer": "t", "damaged": False}
    return told.device("shipping", "transferred", device, **(about | more))


def held(told: Told) -> tuple[int, int]:
    found = Recount(told.facts).held()
    return found[BOARD]["laptop"], found[OTHER]["laptop"]


def test_a_device_is_the_givers_until_the_other_board_has_it(told: Told):
    sent(told, "a")
    assert (states(told)[1:], held(told)) == (("sent_on", "sent_on", ("transfer", "t")), (2, 0))
    over = came(told, "a")
    assert (states(told)[1:], held(told)) == (("at_board", "at_board", ("board", OTHER)), (1, 1))
    told.undo(over, board=BOARD, state="sent_on")
    assert (states(told)[1], held(told)) == ("sent_on", (2, 0))


def test_what_comes_damaged_or_not_at_all_covers_nothing_and_its_request_counts_as_before(told: Told):
    sent(told, "a", "b")
    before = figures(told)
    came(told, "a", damaged=True)
    told.use("missing", "b", shipment="s", request="r", reason="x", transfer="t")
    move(told, "closed", sent=2, accepted=0, damaged=1, missing=1)
    assert (states(told)[1], states(told, "b")[1], held(told)) == ("damaged", "missing", (0, 0))
    assert (figures(told), rules(told)) == (before, [])


@pytest.mark.parametrize(
    "counts",
    [
        {"accepted": 2, "damaged": 0, "missing": 0},
        {"accepted": 0, "damaged": 0, "missing": 2},
        {"accepted": 1, "damaged": 0, "missing": 0},
    ],
)
def test_a_closing_that_does_not_say_what_came_is_found(told: Told, counts: dict[str, int]):
    sent(told, "a", "b")
    came(told, "a")
    move(told, "closed", sent=2, **counts)
    assert rules(told) == ["transfer_unsettled"]


def test_an_end_that_was_undone_counts_as_if_it_had_not_been(told: Told):
    sent(told, "a", "b")
    came(told, "a")
    lacking = told.use("missing", "b", shipment="s", request="r", reason="x", transfer="t")
    end = move(told, "closed", sent=2, accepted=1, damaged=0, missing=1)
    assert "transfer/t" not in Recount(told.facts).waits.tasks
    told.undo(lacking, board=BOARD, state="sent_on", transfer="t")
    told.undo(end, number="T1", origin=BOARD, receiver=OTHER, state="received")
    assert states(told, "b")[1:] == ("sent_on", "sent_on", ("transfer", "t"))
    assert Recount(told.facts).waits.tasks["transfer/t"] == "take_over"
    came(told, "b")
    move(told, "closed", sent=2, accepted=2, damaged=0, missing=0)
    assert (states(told, "b")[1], held(told), rules(told)) == ("at_board", (0, 2), [])


def test_what_comes_after_the_closing_breaks_nothing(told: Told):
    sent(told, "a")
    move(told, "closed", sent=1, accepted=0, damaged=0, missing=1)
    came(told, "a")
    assert (states(told)[1], rules(told)) == ("at_board", [])


def test_a_stay_begins_anew_at_the_other_board(told: Told):
    sent(told, "a")
    came(told, "a")
    stays = Recount(told.facts).clock.stays["a"]
    assert [(one.shipment, one.board) for one in stays] == [("s", BOARD), ("t", OTHER)]
