"""Every move of a device in shipping's keeping, allowed and refused, and what each step tells."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import cast
from uuid import UUID, uuid4

import pytest

from services.chassis import undo
from services.chassis.errors import Conflict, Invalid
from services.chassis.undo import LastStep
from services.contracts.event import Event
from services.contracts.events import EVENTS
from services.contracts.shipping import DeviceAccepted, DeviceDamaged, DeviceHandedOver, DeviceTakenBack
from services.contracts.values import BoardCode, CartonCode, SchoolCode, Serial
from services.contracts.warehouse import CartonClosed, PackedDevice
from services.shipping.model import (
    Carton,
    Condition,
    Custody,
    Device,
    Found,
    Packing,
    ReturnShipment,
    Slip,
    Transfer,
    TransferLine,
    TransferStage,
)
from services.shipping.model.bench import leave, set_aside, take
from services.shipping.model.custody import NAMES, REFUSALS, Came, came_as
from services.shipping.model.lending import extend, give_back, lend_on
from services.shipping.model.transferring import send_on
from services.shipping.model.undoing import reopen_device, restore_custody, undo_device
from services.shipping.operations.custody import loan_number
from services.shipping.operations.receipt import to_receive

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC)
BOARD = BoardCode("762000")
C = Custody

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

LINE = PackedDevice(device=uuid4(), maker="Apple", serial=Serial("DMPC1234ABCD"), model="MYLD2C/A", type="tablet")
TOLD = CartonClosed(
    carton=uuid4(),
    code=CartonCode.numbered(7, None),
    order=uuid4(),
    request=uuid4(),
    board=BOARD,
    devices=[LINE],
)

STEPS: dict[Custody, Callable[[Device], object]] = {
    C.PACKED: lambda device: device.pack(LINE, TOLD, NOON),
    C.IN_TRANSIT: lambda device: device.depart(uuid4(), NOON),
    C.AT_BOARD: lambda device: device.accept(NOON),
    C.MISSING: lambda device: device.miss("absent", NOON),
    C.DAMAGED: lambda device: device.damage("écran fendu", NOON),
    C.CONFIGURED: lambda device: device.configure(NOON),
    C.AT_SCHOOL: lambda device: device.hand_to_school(SCHOOL, slip(), NOON),
    C.ON_LOAN: lambda device: device.lend("P-ABCDEFGH", NOON),
    C.TAKEN_BACK: lambda device: device.take_back(NOON),
    C.SENT_BACK: lambda device: device.send_back(boxes(), NOON),
    C.SENT_ON: lambda device: send_on(device, transfer(), 0, NOON),
    C.LOST: lambda device: device.lose("introuvable", NOON),
    C.STOLEN: lambda device: device.steal("vol déclaré", NOON),
    C.RETURNED: lambda device: device.come_back(NOON),
}
SCHOOL, OTHER_SCHOOL = SchoolCode("762217"), SchoolCode("762218")


def slip(school: SchoolCode = SCHOOL, until: date | None = None) -> Slip:
    return Slip(id=uuid4(), school=school, until=until)


def boxes() -> ReturnShipment:
    return ReturnShipment(id=uuid4(), number="R000001", board=BOARD, reason="surplus", sent_at=NOON)


def transfer() -> Transfer:
    lines = [TransferLine(type="tablet", quantity=1)]
    one = Transfer(id=uuid4(), number="M000001", origin=BOARD, receiver=BoardCode("831000"), lines=lines)
    one.stage = TransferStage.APPROVED
    return one


HELD = {C.AT_BOARD, C.DAMAGED, C.CONFIGURED, C.AT_SCHOOL, C.ON_LOAN, C.TAKEN_BACK}


def device(state: Custody, shipment: UUID | None = None) -> Device:
    one = Device.first_packed(LINE, TOLD, NOON)
    one.state, one.shipment_id = state, shipment or uuid4()
    return one


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
    one.come_back(NOON)
    one.pack(LINE, TOLD, NOON)
    assert (one.loan, one.school, one.shipment_id, one.return_id, one.reason) == (None,) * 5


def test_a_device_home_again_remembers_how_it_stood_until_it_is_packed() -> None:
    one = device(C.ON_LOAN)
    one.loan = "P-ABC"
    one.come_back(NOON)
    assert one.before_return is not None
    restore_custody(one)
    assert (one.state, one.loan, one.before_return) == (C.ON_LOAN, "P-ABC", None)
    one.come_back(NOON)
    one.pack(LINE, TOLD, NOON)
    restore_custody(one)
    assert (one.state, one.before_return) == (C.PACKED, None)


@pytest.mark.parametrize(("state", "damaged"), list(product(Custody, (False, True))))
def test_only_what_is_lost_or_stolen_is_found_and_then_nobody_else_answers_for_it(
    state: Custody, damaged: bool
) -> None:
    one = device(state)
    one.school, one.damaged = SCHOOL, damaged
    if state in {C.LOST, C.STOLEN}:
        told = one.find(NOON)
        assert (one.state, one.school, one.loan) == (C.DAMAGED if damaged else C.TAKEN_BACK, None, None)
        assert (one.damaged, told.damaged) == (damaged, damaged)
    else:
        with pytest.raises(Conflict) as refused:
            one.find(NOON)
        assert (refused.value.code, one.state, one.school) == ("device.not_found", state, SCHOOL)


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
        one.unload(NOON)
        assert (one.state, one.shipment_id) == (C.PACKED, None)
    else:
        with pytest.raises(RuntimeError):
            one.unload(NOON)
    if state is C.MISSING:
        told = reopen_device(other, "trouvé", NOON)
        assert (other.state, told.state, told.step) == (C.IN_TRANSIT, "in_transit", "device.missing")
    else:
        with pytest.raises(RuntimeError):
            reopen_device(other, "trouvé", NOON)


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
    one.come_back(NOON)
    with pytest.raises(Conflict) as refused:
        undo_device(one, last, False, "erreur")
    assert refused.value.code == "undo.moved_on"


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


def test_loan_numbers_are_random_and_speakable() -> None:
    numbers = {loan_number() for _ in range(1000)}
    assert len(numbers) == 1000
    assert all(len(one) == 10 and one.startswith("P-") and one[2:].isalnum() for one in numbers)


def test_a_carton_stands_for_what_of_it_is_still_in_transit() -> None:
    devices = [device(C.AT_BOARD), device(C.IN_TRANSIT), device(C.DAMAGED), device(C.MISSING)]
    assert to_receive(devices) == [devices[1]]


def test_a_whole_missing_carton_that_turns_up_is_accepted_whole() -> None:
    devices = [device(C.MISSING), device(C.MISSING)]
    assert to_receive(devices) == devices


@pytest.mark.parametrize(("state", "came"), list(product(Custody, (*Came, None))))
def test_a_packing_line_says_what_became_of_its_device(state: Custody, came: Came | None) -> None:
    one = device(state)
    here = Packing(carton_id=TOLD.carton, device=one, came=came)
    elsewhere = Packing(carton_id=uuid4(), device=one, came=came)
    assert here.state is (C.MISSING if came is Came.MISSING else state)
    assert elsewhere.state is (C.RETURNED if came in {Came.ACCEPTED, Came.DAMAGED} else C.MISSING)
    assert (here.waits, elsewhere.waits) == (state is C.IN_TRANSIT, False)


@pytest.mark.parametrize(("state", "damaged"), list(product(sorted(set(Custody) - {C.RETURNED}), (False, True))))
def test_a_device_came_as_it_stands(state: Custody, damaged: bool) -> None:
    if state in {C.PACKED, C.IN_TRANSIT}:
        assert came_as(state, damaged) is None
    elif state is C.MISSING:
        assert came_as(state, damaged) is Came.MISSING
    else:
        assert came_as(state, damaged) is (Came.DAMAGED if damaged else Came.ACCEPTED)


def test_a_line_that_lacks_its_device_tells_its_own_board_and_leaves_the_device() -> None:
    one, carton = device(C.AT_BOARD), Carton(id=uuid4(), request=uuid4(), board=BOARD, shipment_id=uuid4())
    line = Packing(carton_id=carton.id, device_id=one.id, carton=carton, device=one)
    told = line.lack()
    assert (told.board, told.request, told.shipment) == (BOARD, carton.request, carton.shipment_id)
    assert (told.elsewhere, told.reason, line.came, one.state) == (True, "", Came.MISSING, C.AT_BOARD)
    carton.shipment_id = None
    with pytest.raises(RuntimeError):
        line.lack()


@pytest.mark.parametrize("state", sorted(set(Custody) - {C.PACKED, C.RETURNED}))
def test_what_the_warehouse_never_had_is_missing_where_a_receipt_ended_without_it(state: Custody) -> None:
    one = device(state)
    one.come_back(NOON)
    assert restore_custody(one, missing=True)
    assert one.state is (C.MISSING if state is C.IN_TRANSIT else state)


def test_a_carton_only_named_by_its_order_is_not_heard_of_yet() -> None:
    carton = Carton(id=TOLD.carton, request=TOLD.request, board=BOARD)
    assert not carton.heard
    carton.close(TOLD)
    assert (carton.heard, carton.code, carton.holds) == (True, TOLD.code, 1)
