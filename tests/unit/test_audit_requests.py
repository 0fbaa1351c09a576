"""The audit's recount of requests: what was asked, granted, short, given up, replaced and taken back."""

import pytest

from services.audit.hole import Holes
from services.audit.recount import Recount
from tests.unit.audit_told import BOARD, Told, figures, held, lines, states


@pytest.fixture
def told() -> Told:
    return Told()


def test_a_cancelled_order_frees_what_is_not_picked_at_once_and_the_rest_as_it_is_put_away(told: Told):
    told.arrive("a", "b"), told.store("a", "b"), told.ask(2), told.reserve(2, 0), told.pick("a")
    told.tell("intake", "withdrawal.asked", "request/r", request="r", board=BOARD, reason="late")
    about = {"order": "o-r", "request": "r", "board": BOARD}
    told.tell("warehouse", "order.cancelled", "order/o-r", **about, held=lines(1), free={"laptop": 1})
    told.tell("intake", "request.withdrawn", "request/r", request="r", board=BOARD)
    assert Recount(told.facts).stock() == {"laptop": (1, 0)}
    told.store("a")
    assert Recount(told.facts).stock() == {"laptop": (2, 0)}
    assert (held(told), Recount(told.facts).need.requests["r"].state) == (0, "withdrawn")


def test_a_lowered_grant_frees_a_promise_when_its_device_is_put_away(told: Told):
    told.arrive("a", "b"), told.store("a", "b"), told.ask(2), told.reserve(2, 0), told.pick("a", "b")
    told.grant(1), told.reserve(2, 0)
    told.store("b")
    recount = Recount(told.facts)
    assert (recount.reserved("o-r"), recount.stock()) == ({"laptop": 1}, {"laptop": (1, 0)})


def test_a_grant_taken_back_leaves_nothing_and_stands_when_the_warehouse_refuses(told: Told):
    granted = told.ask(2)
    told.reserve(2, 0)
    back = told.undo(granted, granted=[])
    assert Recount(told.facts).need.requests["r"].state == "taking_back"
    about = {"order": "o-r", "request": "r", "board": BOARD}
    told.tell("warehouse", "withdrawal.refused", "order/o-r", **about, free={}, answers=f"{back.id:x}")
    assert (figures(told)["granted"], Recount(told.facts).need.requests["r"].state) == (2, "granted")


def test_a_grant_taken_back_is_submitted_again_once_the_warehouse_let_go_or_waits_as_before_it(told: Told):
    granted = told.ask(3)
    about = {"order": "o-r", "request": "r", "board": BOARD, "held": [], "free": {"laptop": 0}}
    for state, short in (("submitted", 0), ("granted", 3)):
        told.reserve(1, 0, asked=3)
        back = told.undo(granted, granted=[])
        told.tell("warehouse", "order.cancelled", "order/o-r", **about, answers=f"{back.id:x}")
        request = Recount(told.facts).need.requests["r"]
        assert (request.state, figures(told)["granted"], figures(told)["short"]) == (state, 0, short)
        told.grant(3), told.reserve(0, 0, asked=3)
        granted = told.grant(2)


def test_what_turns_up_of_another_type_is_no_part_of_the_request(told: Told):
    told.delivered("a")
    told.device("shipping", "accepted", "x", type="tablet", board=BOARD, shipment="s", request="r")
    assert list(Recount(told.facts).need.requests["r"].shares) == ["laptop"]


def test_what_was_missing_and_accepted_is_on_its_way_once_that_is_undone_in_a_receipt_opened_again(told: Told):
    told.delivered("a")
    told.receipt("missing", "a")
    accepted = told.receipt("accepted", "a")
    told.undo(accepted, state="missing")
    assert (states(told)[1], figures(told)["lacking"]) == ("missing", 1)
    told.undo(told.receipt("accepted", "a"), state="in_transit")
    assert (states(told)[1], figures(told)["lacking"], figures(told)["accepted"]) == ("in_transit", 0, 0)
    told.receipt("accepted", "a")
    assert (states(told)[1], figures(told)["accepted"]) == ("at_board", 1)


def test_a_request_written_anew_asks_only_what_it_asks_now(told: Told):
    told.ask(2)
    about = {"request": "r", "board": BOARD, "number": "D1", "freight_cents": 0}
    told.tell("intake", "request.sent-back", "request/r", request="r", board=BOARD, reason="which ones?")
    line = {"type": "tablet", "category": "no_access", "quantity": 4}
    told.tell("intake", "request.submitted", "request/r", **about, lines=[line])
    assert {kind: one.asked for kind, one in Recount(told.facts).need.requests["r"].shares.items()} == {"tablet": 4}


def test_a_withdrawal_waits_until_the_warehouse_has_answered(told: Told):
    told.ask(2), told.reserve(2, 0)
    asked = told.tell("intake", "withdrawal.asked", "request/r", request="r", board=BOARD, reason="late")
    assert (figures(told)["granted"], Recount(told.facts).need.requests["r"].state) == (2, "withdrawing")
    about = {"order": "o-r", "request": "r", "board": BOARD}
    told.tell("warehouse", "withdrawal.refused", "order/o-r", **about, free={}, answers=f"{asked.id:x}")
    assert (figures(told)["granted"], Recount(told.facts).need.requests["r"].state) == (2, "granted")


def test_what_came_short_missing_and_given_up_is_counted_by_type(told: Told):
    told.delivered("a", "b", "c")
    told.receipt("accepted", "a"), told.receipt("damaged", "b")
    missing = told.receipt("missing", "c")
    assert (figures(told)["accepted"], figures(told)["lacking"], held(told)) == (1, 2, 3)
    told.tell("intake", "request.amended", "request/r", request="r", board=BOARD, given_up=lines(2))
    assert (figures(told)["given_up"], held(told)) == (2, 1)
    told.undo(missing, state="in_transit")
    assert figures(told)["lacking"] == 1


def test_what_is_sent_in_place_of_a_missing_device_costs_no_freight_and_is_no_more_granted_than_before(told: Told):
    told.delivered("a", "b")
    told.receipt("accepted", "a"), told.receipt("missing", "b")
    replaced = told.grant(3, freight=200)
    share = Recount(told.facts).need.requests["r"].shares["laptop"]
    assert (share.granted, share.replaced, held(told)) == (2, 1, 2)
    told.reserve(2, 0, asked=3)
    share = Recount(told.facts).need.requests["r"].shares["laptop"]
    assert (share.granted, share.replaced, share.short) == (2, 0, 0)
    told.undo(replaced, granted=lines(2))
    assert (figures(told)["granted"], figures(told)["lacking"]) == (2, 1)


def test_what_was_sent_in_place_of_a_device_is_a_replacement_still_when_that_is_missing_no_more(told: Told):
    told.delivered("a", "b")
    missing = told.receipt("missing", "b")
    told.grant(3, freight=200), told.reserve(3, 0)
    told.undo(missing, state="in_transit")
    share = Recount(told.facts).need.requests["r"].shares["laptop"]
    assert (share.granted, share.replaced, share.lacking) == (2, 1, 0)


def test_what_comes_late_fills_its_gap():
    holes = Holes()
    for sequence in (1, 3, 4, 2):
        holes.take("/warehouse", "device/a", sequence, sequence)
    assert holes.broken() == []


def test_a_later_round_grants_what_was_short_though_something_is_lacking(told: Told):
    told.arrive("a"), told.store("a"), told.ask(3), told.reserve(1, 0, asked=3), told.pick("a"), told.pack("a")
    told.ship("readied"), told.ship("dispatched"), told.receipt("missing", "a")
    told.grant(3)
    share = Recount(told.facts).need.requests["r"].shares["laptop"]
    assert (share.granted, share.replaced, share.short) == (3, 0, 0)


def test_what_a_round_does_not_give_goes_on_waiting_and_is_no_replacement(told: Told):
    told.submit(10)
    told.grant(4, round="n")
    told.reserve(4, 0)
    assert (figures(told)["granted"], figures(told)["short"]) == (4, 6)
    second = told.grant(7, round="n", freight=400)
    assert (figures(told)["granted"], figures(told)["short"], held(told)) == (7, 3, 7)
    told.reserve(6, 0, asked=7)
    assert (figures(told)["granted"], figures(told)["short"]) == (6, 4)
    told.undo(second, granted=lines(4))
    assert (figures(told)["granted"], figures(told)["short"]) == (4, 6)


def test_the_first_round_taken_back_leaves_nothing_of_it(told: Told):
    told.submit(10)
    first = told.grant(4, round="n")
    told.reserve(4, 0)
    told.undo(first, granted=[])
    told.tell("warehouse", "order.cancelled", "order/o-r", order="o-r", request="r", held=[], free={})
    request = Recount(told.facts).need.requests["r"]
    assert (request.state, figures(told)["granted"], figures(told)["short"]) == ("submitted", 0, 0)


def test_a_short_answer_lowers_the_grant_and_what_is_short_may_be_forgone(told: Told):
    told.arrive("a"), told.store("a"), told.ask(3), told.reserve(1, 0, asked=3)
    assert figures(told) == {
        "granted": 1, "reserved": 1, "short": 2, "accepted": 0, "lacking": 0, "given_up": 0,
    }  # fmt: skip
    told.tell("intake", "request.amended", "request/r", request="r", board=BOARD, given_up=lines(2))
    assert (figures(told)["short"], held(told)) == (0, 1)


def test_what_waits_follows_from_what_stands(told: Told):
    told.tell("warehouse", "delivery.announced", "delivery/d", delivery="d")
    told.delivered("a")
    told.use("lent", "a", until="2020-09-04", school="762218", origin="762217")
    assert Recount(told.facts).waits.tasks == {
        "delivery/d": "receive",
        f"portrait/{BOARD}": "portrait",
        "shipment/s": "end_receipt",
        "device/a": "take_back",
    }
    closed = told.tell("warehouse", "delivery.closed", "delivery/d", delivery="d")
    told.use("taken-back", "a", origin="762218"), told.ship("received")
    assert Recount(told.facts).waits.tasks == {f"portrait/{BOARD}": "portrait"}
    told.undo(closed)
    assert Recount(told.facts).waits.tasks["delivery/d"] == "receive"
