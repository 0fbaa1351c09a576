"""What came to nothing is waited for, given up or replaced, and a request ends with what is accepted."""

import pytest

from services.intake.model.holding import Outcome
from tests.unit.requests_told import ADDRESS, MINISTRY, NEEDS, granted, refusal, short


def test_a_request_that_waits_for_stock_is_not_fulfilled_until_the_ministry_ends_the_wait():
    request = short(laptop=4)
    request.shares.count("laptop", True, 4)
    assert request.fulfil(MINISTRY) is None
    request.grant(MINISTRY, ADDRESS, {"laptop": 4}, NEEDS)
    assert request.fulfil(MINISTRY) is None, "the warehouse has not answered yet"
    assert request.answer({"laptop": 4}) == {"laptop": 0}
    assert request.fulfil(MINISTRY) is not None


@pytest.mark.parametrize(("quantity", "code"), [(4, "request.over_given_up"), (1, "request.over_given_up"), (3, None)])
def test_only_what_came_to_nothing_is_given_up_and_never_taken_back(quantity: int, code: str | None):
    request = granted(laptop=10)
    request.answer({})
    request.shares.count("laptop", True, 7)
    request.shares.count("laptop", False, 3)
    request.give_up({"laptop": 2})
    if code:
        assert refusal(request.give_up, {"laptop": quantity}).code == code
    else:
        assert request.give_up({"laptop": quantity}).given_up[0].quantity == 3
        assert request.fulfil(MINISTRY) is not None


def test_what_is_reserved_or_on_its_way_cannot_be_given_up():
    request = granted(laptop=10)
    request.answer({})
    assert refusal(request.give_up, {"laptop": 1}).code == "request.over_given_up"
    request.shares.count("laptop", False, 1)
    assert refusal(request.give_up, {"laptop": 2}).code == "request.over_given_up"
    assert request.fulfil(MINISTRY) is None


def test_short_units_are_given_up_and_the_request_is_fulfilled_with_what_is_accepted():
    request = short(laptop=8)
    assert refusal(request.give_up, {"laptop": 3}).code == "request.over_given_up"
    assert request.give_up({"laptop": 2}).given_up[0].quantity == 2
    assert (request.shares.all[0].open, request.fulfil(MINISTRY)) == (8, None), "eight are still to come"
    request.shares.count("laptop", True, 8)
    assert request.fulfil(MINISTRY) is not None


def test_what_the_board_gave_up_while_it_was_short_is_granted_no_more():
    request = short(laptop=7)
    request.give_up({"laptop": 1})
    assert refusal(request.grant, MINISTRY, ADDRESS, {"laptop": 10}, NEEDS).code == "grant.over_asked"
    assert request.grant(MINISTRY, ADDRESS, None, NEEDS).granted[0].quantity == 9


def test_what_is_lacking_is_given_up_before_what_is_short():
    request = short(laptop=8)
    request.shares.count("laptop", False, 1)
    request.give_up({"laptop": 1})
    assert (request.shares.figures("short"), request.shares.all[0].open) == ({"laptop": 2}, 7)


def test_a_device_that_was_given_up_and_then_came_well_is_given_up_no_more():
    request = granted(laptop=3)
    request.answer({})
    lost, well = (Outcome(request.id, "laptop", one) for one in (False, True))
    request.count(lost, 1)
    request.give_up({"laptop": 1})
    amended = request.count(lost, -1)
    assert amended is not None
    assert amended.given_up[0].quantity == 0
    assert request.count(well, 1) is None
    assert request.shares.all[0].open == 2
