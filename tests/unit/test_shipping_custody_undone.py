"""Steps of custody taken back: the device is as it was, or it is said why it cannot be."""

from typing import cast

import pytest

from services.chassis import undo
from services.chassis.errors import Conflict
from services.chassis.undo import LastStep
from services.contracts.event import Event
from services.shipping.model import (
    Custody,
    Device,
)
from services.shipping.model.passage import come_back
from services.shipping.model.undoing import undo_device
from tests.unit.custody_told import NOON, SCHOOL, STEPS, C, device

UNDONE = [
    (C.IN_TRANSIT, C.AT_BOARD),
    (C.IN_TRANSIT, C.DAMAGED),
    (C.MISSING, C.AT_BOARD),
    (C.AT_BOARD, C.CONFIGURED),
    (C.CONFIGURED, C.AT_SCHOOL),
    (C.CONFIGURED, C.ON_LOAN),
    (C.AT_SCHOOL, C.ON_LOAN),
    (C.ON_LOAN, C.TAKEN_BACK),
    (C.AT_SCHOOL, C.LOST),
    (C.ON_LOAN, C.STOLEN),
    (C.TAKEN_BACK, C.SENT_BACK),
    (C.TAKEN_BACK, C.SENT_ON),
]


def taken(one: Device, end: Custody) -> tuple[LastStep, dict[str, object]]:
    """Have a device take a step; the step as the outbox keeps it, and how the device stood before."""
    before = undo.snapshot(one)
    happening = undo.step(one, NOON, lambda: cast(Event, STEPS[end](one)))
    assert happening.change is not None
    return LastStep(happening.id, f"{happening.event.noun}.{happening.event.verb}", happening.change), before


@pytest.mark.parametrize(("start", "end"), UNDONE)
def test_an_undone_step_leaves_the_device_as_it_was(start: Custody, end: Custody) -> None:
    one = device(start)
    one.school, one.loan = (SCHOOL if start is C.AT_SCHOOL else None), ("P-ABC" if start is C.ON_LOAN else None)
    last, before = taken(one, end)
    told = undo_device(one, last, start is C.MISSING, "erreur")
    assert undo.snapshot(one) == before
    assert (told.undone, told.step, told.state, told.reason) == (last.event, last.what, start.value, "erreur")


@pytest.mark.parametrize("end", [C.AT_BOARD, C.DAMAGED])
def test_what_goes_back_in_transit_waits_for_its_receipt_to_be_opened(end: Custody) -> None:
    one = device(C.IN_TRANSIT)
    last, _ = taken(one, end)
    with pytest.raises(Conflict) as refused:
        undo_device(one, last, True, "erreur")
    assert (refused.value.code, one.state) == ("undo.receipt_ended", end)


def test_missing_is_undone_with_the_receipt_alone() -> None:
    one = device(C.IN_TRANSIT)
    last, _ = taken(one, C.MISSING)
    with pytest.raises(Conflict) as refused:
        undo_device(one, last, True, "erreur")
    assert (refused.value.code, one.state) == ("undo.missing", C.MISSING)


def test_what_was_missing_in_a_receipt_that_is_open_again_is_in_transit_once_its_acceptance_is_undone() -> None:
    one = device(C.MISSING)
    last, _ = taken(one, C.AT_BOARD)
    assert undo_device(one, last, False, "erreur").state == "in_transit"
    assert one.state is C.IN_TRANSIT


def test_a_step_that_others_followed_is_not_undone() -> None:
    one = device(C.AT_BOARD)
    last, _ = taken(one, C.CONFIGURED)
    come_back(one, NOON)
    with pytest.raises(Conflict) as refused:
        undo_device(one, last, False, "erreur")
    assert refused.value.code == "undo.moved_on"
