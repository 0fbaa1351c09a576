"""Custody's moves are those of its table; what is told of each, and who answers for what is gone."""

from itertools import product
from uuid import uuid4

import pytest

from services.chassis.errors import Conflict
from services.contracts.events import EVENTS
from services.contracts.shipping import DeviceAccepted, DeviceDamaged
from services.shipping.model import Custody
from services.shipping.model.custody import NAMES, REFUSALS
from services.shipping.model.loss import find
from services.shipping.model.passage import unload
from services.shipping.model.undoing import reopen_device
from tests.unit.custody_told import BOARD, NOON, SCHOOL, STEPS, TOLD, C, device

# Written out from the design, apart from the code's own table.
ALLOWED = {
    C.PACKED: {C.IN_TRANSIT, C.RETURNED},
    C.IN_TRANSIT: {C.AT_BOARD, C.DAMAGED, C.MISSING, C.RETURNED},
    C.AT_BOARD: {C.CONFIGURED, C.DAMAGED, C.SENT_BACK, C.SENT_ON, C.RETURNED, C.LOST, C.STOLEN},
    C.MISSING: {C.AT_BOARD, C.DAMAGED, C.RETURNED},
    C.DAMAGED: {C.AT_BOARD, C.SENT_BACK, C.RETURNED, C.LOST, C.STOLEN},
    C.CONFIGURED: {C.AT_SCHOOL, C.ON_LOAN, C.SENT_BACK, C.SENT_ON, C.RETURNED, C.LOST, C.STOLEN},
    C.AT_SCHOOL: {C.ON_LOAN, C.TAKEN_BACK, C.RETURNED, C.LOST, C.STOLEN},
    C.ON_LOAN: {C.TAKEN_BACK, C.RETURNED, C.LOST, C.STOLEN},
    C.TAKEN_BACK: {C.CONFIGURED, C.SENT_BACK, C.SENT_ON, C.RETURNED, C.LOST, C.STOLEN},
    C.SENT_BACK: {C.RETURNED},
    # Neither `at_board` nor `damaged` by a receipt: the other board takes it over (`test_shipping_transfer.py`).
    C.SENT_ON: {C.MISSING, C.RETURNED},
    # Found again: neither `taken_back` nor `damaged`, which nobody did.
    C.LOST: {C.RETURNED},
    C.STOLEN: {C.RETURNED},
    C.RETURNED: {C.PACKED},
}

HELD = {C.AT_BOARD, C.DAMAGED, C.CONFIGURED, C.AT_SCHOOL, C.ON_LOAN, C.TAKEN_BACK}


@pytest.mark.parametrize(("start", "end"), list(product(Custody, Custody)))
def test_a_device_moves_only_along_the_table(start: Custody, end: Custody) -> None:
    one = device(start)
    if end in ALLOWED[start]:
        STEPS[end](one)
        assert one.state is end
    else:
        with pytest.raises(Conflict) as refused:
            STEPS[end](one)
        assert one.state is start
        gone = start in {C.LOST, C.STOLEN} and end in {C.TAKEN_BACK, C.DAMAGED}
        assert refused.value.code == ("device.gone" if gone else f"device.not_{end}")
        assert one.serial in str(refused.value)


def test_every_state_has_its_name_and_every_refusal_its_sentence() -> None:
    assert set(NAMES) == set(REFUSALS) == set(Custody) == set(STEPS) == set(ALLOWED)


def test_acceptance_tells_shipment_and_request() -> None:
    shipment = uuid4()
    one = device(C.IN_TRANSIT, shipment)
    assert one.accept(NOON) == DeviceAccepted(
        device=one.id, type="tablet", board=BOARD, shipment=shipment, request=TOLD.request
    )
    assert one.changed_at == NOON


def test_damage_keeps_its_reason_until_the_device_is_accepted_after_all() -> None:
    one = device(C.IN_TRANSIT)
    told = one.damage("écran fendu", NOON)
    assert isinstance(told, DeviceDamaged)
    assert (told.reason, one.reason, one.damaged) == ("écran fendu", "écran fendu", True)
    one.accept(NOON)
    assert (one.reason, one.damaged) == (None, False)


@pytest.mark.parametrize(("state", "damaged"), list(product(Custody, (False, True))))
def test_only_what_is_lost_or_stolen_is_found_and_then_nobody_else_answers_for_it(
    state: Custody, damaged: bool
) -> None:
    one = device(state)
    one.school, one.damaged = SCHOOL, damaged
    if state in {C.LOST, C.STOLEN}:
        told = find(one, NOON)
        assert (one.state, one.school, one.loan) == (C.DAMAGED if damaged else C.TAKEN_BACK, None, None)
        assert (one.damaged, told.damaged) == (damaged, damaged)
    else:
        with pytest.raises(Conflict) as refused:
            find(one, NOON)
        assert (refused.value.code, one.state, one.school) == ("device.not_found", state, SCHOOL)


@pytest.mark.parametrize("state", sorted(HELD))
@pytest.mark.parametrize("gone", [C.LOST, C.STOLEN])
def test_who_had_a_lost_or_stolen_device_stays_answerable(state: Custody, gone: Custody) -> None:
    one = device(state)
    one.loan = "P-ABC"
    STEPS[gone](one)
    assert (one.state, one.loan) == (gone, "P-ABC")


@pytest.mark.parametrize("state", list(Custody))
def test_only_what_is_in_transit_comes_off_a_truck_and_only_what_was_missing_is_looked_for_again(
    state: Custody,
) -> None:
    one, other = device(state), device(state)
    one.missed = other.missed = uuid4()
    if state is C.IN_TRANSIT:
        unload(one, NOON)
        assert (one.state, one.shipment_id) == (C.PACKED, None)
    else:
        with pytest.raises(RuntimeError):
            unload(one, NOON)
    if state is C.MISSING:
        told = reopen_device(other, "trouvé", NOON)
        assert (other.state, told.state, told.step) == (C.IN_TRANSIT, "in_transit", "device.missing")
    else:
        with pytest.raises(RuntimeError):
            reopen_device(other, "trouvé", NOON)


def test_no_event_of_custody_carries_more_than_devices_boards_and_reasons() -> None:
    carried = {
        name for kind in EVENTS if kind.noun == "device" and kind.owner == "shipping" for name in kind.model_fields
    }
    assert carried <= {
        "slip",
        "until",
        "given_back",
        "condition",
        "note",
        "recall",
        "device",
        "undone",
        "step",
        "state",
        "location",
        "type",
        "board",
        "shipment",
        "request",
        "reason",
        "finding",
        "maker",
        "serial",
        "school",
        "loan",
        "origin",
        "damaged",
        "elsewhere",
        # Of the return that a device is sent back in, and which return it is.
        "number",
        "transfer",
        "receiver",
        "parcel",
    }
