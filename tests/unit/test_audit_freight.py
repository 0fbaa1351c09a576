"""The freight account as the audit recounts it: shares, months, what is taken back, what was asked anew."""

import pytest

from services.audit.freight import Freight
from tests.unit.audit_told import BOARD, Told


@pytest.fixture
def told() -> Told:
    """Three devices asked for 300 cents in January 2021, in two cartons."""
    told = Told()
    told.time = "2021-01-15T12:00:00Z"
    told.arrive("a", "b", "c"), told.store("a", "b", "c"), told.ask(3), told.reserve(3, 0), told.pick("a", "b", "c")
    told.pack("a", carton="c1"), told.pack("b", "c", carton="c2")
    return told


def lines(told: Told) -> list[tuple[str, str, int, int, int]]:
    return [(one.month, one.shipment, one.devices, one.quoted, one.actual) for one in Freight(told.facts).lines]


def test_each_departure_is_a_line_with_its_share_of_the_quote(told: Told):
    told.ship("dispatched", "s1", "c1", cents=120), told.ship("dispatched", "s2", "c2", cents=150)
    assert lines(told) == [("2021-01", "s1", 1, 100, 120), ("2021-01", "s2", 2, 200, 150)]
    assert {one.board for one in Freight(told.facts).lines} == {BOARD}


def test_what_is_taken_back_stands_in_its_own_month(told: Told):
    left = told.ship("dispatched", "s1", "c1", cents=120)
    told.time = "2021-02-01T05:00:00Z"
    told.undo(left, state="ready"), told.ship("voided", "s1", "c1")
    assert lines(told) == [("2021-01", "s1", 1, 100, 120), ("2021-02", "s1", -1, -100, -120)]


def test_what_was_given_up_before_it_left_costs_nothing(told: Told):
    told.ship("readied", "s1", "c1"), told.ship("voided", "s1", "c1")
    assert lines(told) == []


def test_another_step_that_is_undone_takes_no_freight_back(told: Told):
    told.ship("dispatched", "s1", "c1"), told.undo(told.ship("delivered", "s1", "c1"), state="dispatched")
    assert len(lines(told)) == 1


def test_the_freight_that_was_accepted_last_is_the_one_that_is_shared(told: Told):
    asked = [{"type": "laptop", "category": "no_access", "quantity": 2}]
    about = {"request": "r", "board": BOARD, "given_up": [], "lines": asked, "freight_cents": 90}
    told.tell("intake", "request.amended", "request/r", **about)
    told.ship("dispatched", "s1", "c1")
    assert lines(told) == [("2021-01", "s1", 1, 45, 100)]


def test_a_device_more_than_was_asked_was_never_quoted(told: Told):
    told.ship("dispatched", "s1", "c2"), told.ship("dispatched", "s2", "c2")
    assert [line[3] for line in lines(told)] == [200, 100]


@pytest.mark.parametrize(
    ("time", "month"), [("2021-02-01T04:59:59.999Z", "2021-01"), ("2020-09-01T04:00:00Z", "2020-09")]
)
def test_a_month_is_one_of_quebecs_calendar(told: Told, time: str, month: str):
    told.time = time
    told.ship("dispatched", "s1", "c1")
    assert lines(told)[0][0] == month
