"""What a request is granted: absolute, never beyond need, answered by the warehouse, in rounds."""

from uuid import uuid4

import pytest

from services.chassis import undo
from services.chassis.errors import Conflict, Invalid
from services.chassis.outbox import Change
from services.chassis.undo import LastStep
from services.contracts.intake import RequestLine
from services.intake.model.need import Need
from services.intake.model.request import Request
from services.intake.model.state import State
from tests.unit.requests_told import (
    ADDRESS,
    BOARD,
    MINISTRY,
    NEEDS,
    QUOTE,
    YES,
    answered,
    fulfilled,
    granted,
    refusal,
    short,
    submitted,
    written,
)


def test_a_grant_is_absolute_and_its_freight_pro_rata():
    event = submitted(laptop=10, tablet=10).grant(MINISTRY, ADDRESS, {"laptop": 5}, NEEDS)
    assert [(one.type, one.quantity) for one in event.granted] == [("laptop", 5)]
    assert (event.partly, event.freight_cents) == (True, 250)


@pytest.mark.parametrize(
    ("quantities", "code"),
    [
        ({"laptop": 11}, "grant.over_asked"),
        ({"chromebook": 1}, "request.type_not_asked"),
        ({}, "grant.nothing"),
        ({"laptop": 0}, "grant.nothing"),
    ],
)
def test_what_cannot_be_granted_is_refused(quantities: dict[str, int], code: str):
    assert refusal(submitted(laptop=10).grant, MINISTRY, ADDRESS, quantities, NEEDS).code == code


def test_a_grant_beyond_what_the_board_needs_by_now_is_refused():
    needs = {"laptop": Need("laptop", {"no_access": 100}, 91, 0, 0, 0)}
    assert refusal(submitted(laptop=10).grant, MINISTRY, ADDRESS, None, needs).code == "grant.over_need"


def test_no_second_grant_before_the_warehouse_answered_the_first():
    request = submitted(laptop=10)
    request.grant(MINISTRY, ADDRESS, {"laptop": 4}, NEEDS)
    assert refusal(request.grant, MINISTRY, ADDRESS, None, NEEDS).code == "request.unanswered"


def test_a_later_grant_may_lower_and_what_is_picked_stays_reserved_until_it_is_put_away():
    request = answered()
    event = request.grant(MINISTRY, ADDRESS, {"laptop": 6}, NEEDS)
    assert (event.granted[0].quantity, event.partly, request.shares.figures("pending")) == (6, True, {"laptop": 0})
    assert request.answer({"laptop": 8}, {"laptop": 8}) == {"laptop": 0}
    assert figures(request) == {"granted": 6, "reserved": 8, "short": 0}
    request.answer({"laptop": 6}, {"laptop": 6})
    assert figures(request) == {"granted": 6, "reserved": 6, "short": 0}


def test_no_grant_goes_below_what_was_sent_to_the_board():
    request = answered()
    request.shares.count("laptop", True, 6)
    request.shares.count("laptop", False, 1)
    assert refusal(request.grant, MINISTRY, ADDRESS, {"laptop": 6}, NEEDS).code == "grant.below_sent"
    assert request.grant(MINISTRY, ADDRESS, {"laptop": 7}, NEEDS).granted[0].quantity == 7


def test_a_grant_that_changes_nothing_is_no_grant():
    assert refusal(answered().grant, MINISTRY, ADDRESS, {"laptop": 10}, NEEDS).code == "grant.same"


def test_what_is_short_lowers_the_grant_and_waits():
    request = granted(laptop=10, tablet=10)
    assert request.answer({"laptop": 4}) == {"laptop": 10, "tablet": 10}
    assert request.state is State.PARTLY_GRANTED
    assert request.shares.figures("granted") == {"laptop": 4, "tablet": 10}
    assert request.shares.figures("short") == {"laptop": 6, "tablet": 0}


def test_a_second_answer_to_one_grant_frees_nothing_and_changes_nothing():
    request = short(laptop=4)
    assert request.answer({"laptop": 4}) == {"laptop": 0}
    assert figures(request) == {"granted": 4, "reserved": 4, "short": 6}


def test_when_a_reserved_unit_disappears_the_grant_is_lowered_again():
    request = granted(laptop=10)
    assert request.answer({}) == {"laptop": 10}
    assert request.answer({"laptop": 8}) == {"laptop": 0}
    assert (request.state, figures(request)) == (State.PARTLY_GRANTED, {"granted": 8, "reserved": 8, "short": 2})


def test_a_loss_told_while_a_later_grant_is_under_way_gives_way_to_the_answer_to_that_grant():
    request = short(laptop=4)
    request.grant(MINISTRY, ADDRESS, None, NEEDS)
    request.answer({"laptop": 3})
    request.answer({"laptop": 10})
    assert (request.state, figures(request)) == (State.GRANTED, {"granted": 10, "reserved": 10, "short": 0})


def test_an_answer_changes_nothing_of_what_is_fulfilled():
    request = fulfilled()
    assert request.answer({"laptop": 8}) == {}
    assert (request.state, figures(request)["granted"]) == (State.FULFILLED, 10)


def figures(request: Request) -> dict[str, int]:
    return {name: request.shares.figures(name)["laptop"] for name in ("granted", "reserved", "short")}


def test_a_later_grant_adds_only_the_difference_to_what_is_pending():
    request = short(laptop=4)
    request.grant(MINISTRY, ADDRESS, None, NEEDS)
    assert (request.state, request.shares.figures("pending")) == (State.GRANTED, {"laptop": 6})
    assert request.shares.figures("short") == {"laptop": 0}


def test_nothing_reserved_at_all_may_still_be_refused_but_no_more_once_something_is():
    assert refusal(short(laptop=1).refuse, MINISTRY, "no").code == "refuse.reserved"
    assert short(laptop=0).refuse(MINISTRY, "no").reason == "no"


def test_a_grant_serves_the_first_priority_first():
    lines = [
        RequestLine(type="laptop", category=category, quantity=count)
        for category, count in (("special_needs", 4), ("no_access", 3), ("at_risk", 5))
    ]
    request = written(lines)
    request.submit(BOARD, YES, QUOTE, NEEDS)
    request.grant(MINISTRY, ADDRESS, {"laptop": 6}, NEEDS)
    assert [(line.category, line.granted) for line in request.lines] == [
        ("no_access", 3),
        ("at_risk", 3),
        ("special_needs", 0),
    ]


def test_a_round_grants_a_part_and_the_rest_waits_until_it_is_granted_or_given_up():
    request, of = submitted(laptop=10, tablet=4), uuid4()
    told = request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 3}, NEEDS, of)
    assert (told.round, told.partly, request.round, request.state) == (of, True, of, State.PARTLY_GRANTED)
    assert request.waiting == {"tablet": 4, "laptop": 7}
    request.answer({"laptop": 3, "tablet": 0})
    request.give_up({"tablet": 4})
    request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 7}, NEEDS, uuid4())
    assert (request.shares.figures("granted"), request.waiting) == (
        {"laptop": 10, "tablet": 0},
        {"laptop": 0, "tablet": 0},
    )


def test_what_a_round_did_not_give_is_what_the_warehouse_is_not_asked_for():
    request = submitted(laptop=10)
    told = request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 6}, NEEDS, uuid4())
    assert [one.quantity for one in told.granted] == [6]
    assert request.answer({"laptop": 5}) == {"laptop": 6}
    assert (request.shares.figures("granted"), request.waiting) == ({"laptop": 5}, {"laptop": 5})


def test_a_round_gives_no_more_than_waits_nor_to_whom_enters_it_nor_while_the_warehouse_is_asked():
    request, of = submitted(laptop=10), uuid4()
    with pytest.raises(Invalid, match="10 asked"):
        request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 11}, NEEDS, of)
    with pytest.raises(Conflict, match="yourself"):
        request.grant_in_round(BOARD, ADDRESS, {"laptop": 1}, NEEDS, of)
    request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 4}, NEEDS, of)
    with pytest.raises(Conflict, match="not answered"):
        request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 1}, NEEDS, of)


def test_a_first_round_taken_back_leaves_the_request_submitted_with_no_round():
    request = submitted(laptop=10)
    request.grant_in_round(MINISTRY, ADDRESS, {"laptop": 4}, NEEDS, uuid4())
    request.answer({"laptop": 4})
    last = LastStep(uuid4(), "request.granted", Change(dict.fromkeys(Request.STEPPING), undo.snapshot(request)))
    assert request.undo(last, "x", {}, NEEDS).granted == []
    request.cancelled(MINISTRY)
    assert (request.state, request.round, request.waiting) == (State.SUBMITTED, None, {"laptop": 10})
