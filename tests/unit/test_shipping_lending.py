"""A device at a school, lent on, taken back, home again: who has it, and what of them is forgotten."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from services.chassis.errors import Conflict, Invalid
from services.contracts.shipping import DeviceHandedOver, DeviceTakenBack
from services.contracts.values import SchoolCode
from services.shipping.model import (
    Condition,
    Custody,
    Device,
    Found,
)
from services.shipping.model.bench import leave, set_aside, take
from services.shipping.model.lending import extend, give_back, lend_on
from services.shipping.model.passage import come_back, pack
from services.shipping.model.undoing import restore_custody
from services.shipping.operations.custody import loan_number
from tests.unit.custody_told import LINE, NOON, OTHER_SCHOOL, SCHOOL, TOLD, C, device, slip


def test_a_loan_ends_the_schools_holding() -> None:
    one = device(C.CONFIGURED)
    one.hand_to_school(SCHOOL, slip(), NOON)
    told = one.lend("P-ABCDEFGH", NOON)
    assert isinstance(told, DeviceHandedOver)
    assert (told.school, told.loan) == (None, "P-ABCDEFGH")
    assert (one.school, one.loan) == (None, "P-ABCDEFGH")


@pytest.mark.parametrize(("school", "loan", "origin"), [("762217", None, "762217"), (None, "P-ABC", "P-ABC")])
def test_taking_back_tells_whom_it_left_and_forgets_them(school: str | None, loan: str | None, origin: str) -> None:
    one = device(C.AT_SCHOOL if school else C.ON_LOAN)
    one.school, one.loan = school and SchoolCode(school), loan
    told = one.take_back(NOON)
    assert isinstance(told, DeviceTakenBack)
    assert (told.origin, one.school, one.loan) == (origin, None, None)


def test_a_device_home_again_keeps_nothing_of_its_last_user() -> None:
    one = device(C.ON_LOAN)
    one.loan = "P-ABC"
    come_back(one, NOON)
    pack(one, LINE, TOLD, NOON)
    assert (one.loan, one.school, one.shipment_id, one.return_id, one.reason) == (None,) * 5


def test_a_device_home_again_remembers_how_it_stood_until_it_is_packed() -> None:
    one = device(C.ON_LOAN)
    one.loan = "P-ABC"
    come_back(one, NOON)
    assert one.before_return is not None
    restore_custody(one)
    assert (one.state, one.loan, one.before_return) == (C.ON_LOAN, "P-ABC", None)
    come_back(one, NOON)
    pack(one, LINE, TOLD, NOON)
    restore_custody(one)
    assert (one.state, one.before_return) == (C.PACKED, None)


@pytest.mark.parametrize("state", list(Custody))
def test_only_a_school_lends_and_only_to_another_one(state: Custody) -> None:
    one = device(state)
    one.school = SCHOOL
    if state is C.AT_SCHOOL:
        told = lend_on(one, slip(OTHER_SCHOOL), NOON)
        assert (told.origin, told.school, one.school) == (SCHOOL, OTHER_SCHOOL, OTHER_SCHOOL)
        with pytest.raises(Conflict) as refused:
            lend_on(one, slip(OTHER_SCHOOL), NOON)
        assert refused.value.code == "device.same_school"
    else:
        with pytest.raises(Conflict) as refused:
            lend_on(one, slip(OTHER_SCHOOL), NOON)
        assert (refused.value.code, one.school) == ("device.not_lent", SCHOOL)


def test_a_loan_passed_on_is_still_the_first_schools_and_ends_when_it_has_the_device_again() -> None:
    one, third = device(C.AT_SCHOOL), SchoolCode("762219")
    one.school = SCHOOL
    lend_on(one, slip(OTHER_SCHOOL, NOON.date()), NOON)
    told = lend_on(one, slip(third), NOON)
    assert (told.origin, one.school, one.lender, one.lent_until) == (OTHER_SCHOOL, third, SCHOOL, None)
    assert extend(one, NOON.date(), NOON).origin == SCHOOL
    told = lend_on(one, slip(SCHOOL), NOON)
    assert (told.given_back, one.school, one.lender, one.lent_until) == (True, SCHOOL, None, None)


@pytest.mark.parametrize("step", [lambda one: give_back(one, NOON), lambda one: extend(one, NOON.date(), NOON)])
def test_what_no_school_lent_is_neither_given_back_nor_extended(step: Callable[[Device], object]) -> None:
    one = device(C.AT_SCHOOL)
    one.school = SCHOOL
    with pytest.raises(Conflict) as refused:
        step(one)
    assert refused.value.code == "device.no_loan"


def test_a_loan_does_not_end_before_it_begins() -> None:
    one = device(C.AT_SCHOOL)
    one.school = SCHOOL
    with pytest.raises(Conflict) as refused:
        lend_on(one, slip(OTHER_SCHOOL, NOON.date() - timedelta(days=1)), NOON)
    assert (refused.value.code, one.school, one.lender) == ("loan.over", SCHOOL, None)


@pytest.mark.parametrize("state", list(Custody))
def test_only_what_waits_is_taken_or_set_aside(state: Custody) -> None:
    one = device(state)
    if state in {C.AT_BOARD, C.TAKEN_BACK}:
        take(one, "u-1", NOON)
        set_aside(one, "pile gonflée")
        assert (one.taken_by, one.fault) == (None, "pile gonflée")
    for step in () if state in {C.AT_BOARD, C.TAKEN_BACK} else (take, set_aside):
        with pytest.raises(Conflict) as refused:
            step(*((one, "u-1", NOON) if step is take else (one, "pile")))
        assert refused.value.code == "device.not_waiting"


def test_what_a_colleague_has_taken_nobody_takes_or_leaves_but_who_manages() -> None:
    one = device(C.AT_BOARD)
    take(one, "u-1", NOON)
    for step in (lambda: take(one, "u-2", NOON), lambda: leave(one, "u-2")):
        with pytest.raises(Conflict):
            step()
    leave(one, "u-2", manages=True)
    take(one, "u-2", NOON)
    one.configure(NOON)
    assert (one.taken_by, one.taken_at) == (None, None)


def test_what_came_back_broken_is_set_aside_and_says_why() -> None:
    one = device(C.ON_LOAN)
    told = one.take_back(NOON, Found(Condition.DAMAGED, "écran fendu"))
    assert (told.condition, told.note, one.fault) == ("damaged", "écran fendu", "écran fendu")
    with pytest.raises(Invalid):
        Found(Condition.INCOMPLETE)


def test_loan_numbers_are_random_and_speakable() -> None:
    numbers = {loan_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(len(one) == 10 and one.startswith("P-") and one[2:].isalnum() for one in numbers)
