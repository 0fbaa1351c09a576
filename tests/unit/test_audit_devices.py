"""The audit's recount of single devices: lost, found, lent on, written off, sent home, and who holds each."""

import pytest

from services.audit.recount import Recount
from tests.unit.audit_told import BOARD, DOCK, OTHER, SHELF, Told, figures, held, rules, states


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.mark.parametrize(("what", "state"), [("lost", "lost"), ("stolen", "stolen")])
def test_lost_and_stolen_keep_the_last_holder_and_cover_no_need_until_found(told: Told, what: str, state: str):
    told.delivered("a")
    told.receipt("accepted", "a"), told.use("configured", "a"), told.use("handed-over", "a", school="762217", loan=None)
    assert held(told) == 1
    told.use(what, "a", reason="gone")
    assert (states(told)[2:], held(told)) == ((state, ("school", "762217")), 0)
    told.use("found", "a")
    assert (states(told)[2:], held(told)) == (("taken_back", ("board", BOARD)), 1)


def test_a_damaged_device_that_is_found_again_is_damaged(told: Told):
    told.delivered("a")
    told.receipt("damaged", "a"), told.use("lost", "a", reason="gone"), told.use("found", "a", damaged=True)
    assert (states(told)[2:], held(told)) == (("damaged", ("board", BOARD)), 1)


def test_a_receipt_that_ends_without_a_device_that_came_back_lacks_it_and_moves_nothing(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    back = told.facts[-1]
    told.device("shipping", "missing", "a", type="laptop", board=BOARD, shipment="s", request="r", elsewhere=True)
    assert states(told) == ("returned", "returned", "returned", ("location", DOCK))
    assert (figures(told)["lacking"], rules(told)) == (1, [])
    told.undo(back, state="departed")
    assert states(told)[1:] == ("missing", "missing", ("shipment", "s"))


def test_a_return_that_the_log_heard_after_the_receipt_that_ended_without_it_is_a_return(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    told.device("shipping", "missing", "a", type="laptop", board=BOARD, shipment="s", request="r", elsewhere=True)
    back, missing = told.facts[-2:]
    told.facts[-2:] = [missing, back]
    assert states(told) == ("returned", "returned", "returned", ("location", DOCK))
    assert (figures(told)["lacking"], rules(told)) == (1, [])
    told.undo(back, state="departed")
    assert states(told)[1:] == ("missing", "missing", ("shipment", "s"))


@pytest.mark.parametrize("packed", [False, True])
def test_a_receipt_that_ends_without_a_device_in_other_hands_moves_nothing(told: Told, packed: bool):
    told.delivered("a")
    told.arrive("a", returned=True)
    told.device("warehouse", "wiped", "a", location=DOCK)
    told.store("a"), told.grant(1, "r2"), told.reserve(1, 0, request="r2"), told.pick("a", request="r2")
    if packed:
        told.pack("a", carton="d", request="r2")
        told.ship("readied", "s2", "d"), told.ship("dispatched", "s2", "d"), told.receipt("accepted", "a", OTHER, "s2")
    stands = states(told)
    told.device("shipping", "missing", "a", type="laptop", board=BOARD, shipment="s", request="r", elsewhere=True)
    assert (states(told), figures(told)["lacking"], rules(told)) == (stands, 1, [])


def test_a_device_lent_on_is_the_other_schools(told: Told):
    told.delivered("a")
    told.receipt("accepted", "a"), told.use("configured", "a"), told.use("handed-over", "a", school="762217", loan=None)
    told.use("lent", "a", school="762218", origin="762217")
    assert states(told)[2:] == ("at_school", ("school", "762218"))


def test_a_device_that_the_warehouse_identifies_leaves_its_shelf_and_counts_at_its_finder(told: Told):
    told.delivered("a")
    told.arrive("x"), told.store("x")
    about = {"maker": "HP", "serial": "X", "type": "laptop", "finding": "f", "shipment": "s", "board": BOARD}
    told.device("warehouse", "identified", "x", **about)
    assert (states(told, "x")[::2], Recount(told.facts).stock()["laptop"][0]) == (("departed", "delivered"), 0)
    told.receipt("accepted", "x")
    assert states(told, "x") == ("departed", "at_board", "at_board", ("board", BOARD))
    assert (figures(told)["accepted"], rules(told)) == (1, [])


def test_a_device_that_its_finder_has_stays_there_though_it_is_identified_once_more(told: Told):
    told.delivered("a")
    told.arrive("x"), told.store("x")
    about = {"maker": "HP", "serial": "X", "type": "laptop", "finding": "f", "shipment": "s", "board": BOARD}
    told.device("warehouse", "identified", "x", **about)
    told.receipt("accepted", "x")
    told.device("warehouse", "identified", "x", **about | {"finding": "g", "shipment": "t"})
    assert states(told, "x") == ("departed", "at_board", "at_board", ("board", BOARD))


def test_a_device_written_off_is_answered_for_by_its_location_and_may_be_found_there_again(told: Told):
    told.arrive("a"), told.store("a")
    off = told.device("warehouse", "written-off", "a", type="laptop", location=SHELF, reason="not found")
    assert (states(told)[2:], Recount(told.facts).stock()) == (
        ("written_off", ("location", SHELF)),
        {},
    )
    told.undo(off, state="stored")
    assert states(told)[0] == "stored"


def test_a_device_written_off_before_it_was_wiped_is_to_be_wiped_still_when_it_is_found(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    told.device("warehouse", "written-off", "a", type="laptop", location=DOCK, reason="not found")
    named = {"maker": "HP", "serial": "A", "model": "9UZ86UT", "type": "laptop"}
    told.device("warehouse", "received", "a", **named, location=SHELF, returned=False, state="returned")
    assert states(told)[0] == "returned"
    told.device("warehouse", "wiped", "a", location=SHELF)
    assert rules(told) == []


def test_a_retired_device_has_no_holder_and_does_nothing_more(told: Told):
    told.arrive("a")
    told.device("warehouse", "retired", "a", type="laptop", location=DOCK, reason="past repair")
    assert (states(told)[2:], rules(told)) == (("retired", None), [])
    told.store("a")
    assert rules(told) == ["impossible"]


def test_what_the_warehouse_has_again_is_its_own_whatever_a_board_says_of_the_shipment_from_before(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    back = told.facts[-1]
    told.receipt("accepted", "a"), told.use("configured", "a")
    assert states(told) == ("returned", "returned", "returned", ("location", DOCK))
    assert (held(told), rules(told)) == (0, [])
    told.undo(back, state="departed")
    assert states(told)[1:] == ("configured", "configured", ("board", BOARD))


def test_what_went_out_anew_is_where_its_second_shipment_says_whenever_the_first_one_is_heard_of(told: Told):
    told.delivered("a")
    told.arrive("a", returned=True)
    told.device("warehouse", "wiped", "a", location=DOCK)
    told.store("a"), told.grant(1, "r2"), told.reserve(1, 0, request="r2"), told.pick("a", request="r2")
    told.pack("a", carton="d", request="r2"), told.ship("readied", "t", "d"), told.ship("dispatched", "t", "d")
    accepted = told.receipt("accepted", "a")
    assert states(told) == ("departed", "in_transit", "in_transit", ("shipment", "t"))
    missing = told.receipt("missing", "a", OTHER, "t")
    assert states(told)[1:] == ("missing", "missing", ("shipment", "t"))
    told.undo(missing, state="in_transit"), told.receipt("accepted", "a", OTHER, "t")
    told.device("shipping", "missing", "a", type="laptop", board=BOARD, shipment="s", request="r", elsewhere=True)
    told.use("configured", "a")
    assert states(told)[1] == "configured"
    told.undo(accepted, state="in_transit")
    assert (states(told)[1], rules(told)) == ("configured", [])


def test_a_device_that_came_back_from_where_it_was_found_has_one_holder(told: Told):
    told.delivered("a")
    told.arrive("x"), told.store("x")
    about = {"maker": "HP", "serial": "X", "type": "laptop", "finding": "f", "shipment": "s", "board": BOARD}
    told.device("warehouse", "identified", "x", **about)
    told.receipt("accepted", "x"), told.arrive("x", returned=True)
    assert (states(told, "x")[3], rules(told)) == (("location", DOCK), [])


def test_what_comes_back_is_the_warehouses_and_goes_out_anew(told: Told):
    told.delivered("a")
    told.receipt("accepted", "a"), told.use("sent-back", "a", shipment="back", reason="too many")
    assert states(told) == ("returning", "sent_back", "sent_back", ("return", "back"))
    told.arrive("a", returned=True)
    back = told.facts[-1]
    assert states(told) == ("returned", "returned", "returned", ("location", DOCK))
    told.undo(back, state="returning")
    assert states(told)[0] == "returning"
    told.arrive("a", returned=True)
    told.device("warehouse", "wiped", "a", location=DOCK)
    told.store("a"), told.grant(1, "r2"), told.reserve(1, 0, request="r2"), told.pick("a", request="r2")
    told.pack("a", carton="d", request="r2")
    assert states(told) == ("packed", "packed", "packed", ("carton", "d"))
    assert rules(told) == []
