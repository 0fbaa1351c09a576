"""Every move of a device in shipping's keeping, allowed and refused, and what each step tells."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from uuid import UUID, uuid4

import pytest

from services.chassis.errors import Conflict
from services.contracts.events import EVENTS
from services.contracts.shipping import DeviceAccepted, DeviceDamaged, DeviceHandedOver, DeviceTakenBack
from services.contracts.values import BoardCode, CartonCode, SchoolCode, Serial
from services.contracts.warehouse import CartonClosed, PackedDevice
from services.shipping.model import Carton, Custody, Device, Packing, ReturnShipment
from services.shipping.model.custody import NAMES, REFUSALS
from services.shipping.operations.custody import loan_number
from services.shipping.operations.receipt import to_receive

NOON = datetime(2020, 8, 27, 12, tzinfo=UTC)
BOARD = BoardCode("762000")
C = Custody

# Written out from the design, apart from the code's own table.
ALLOWED = {
    C.PACKED: {C.IN_TRANSIT},
    C.IN_TRANSIT: {C.AT_BOARD, C.DAMAGED, C.MISSING, C.RETURNED},
    C.AT_BOARD: {C.CONFIGURED, C.DAMAGED, C.SENT_BACK, C.RETURNED},
    C.MISSING: {C.AT_BOARD, C.DAMAGED, C.RETURNED},
    C.DAMAGED: {C.AT_BOARD, C.SENT_BACK, C.RETURNED},
    C.CONFIGURED: {C.AT_SCHOOL, C.ON_LOAN, C.SENT_BACK, C.RETURNED},
    C.AT_SCHOOL: {C.ON_LOAN, C.TAKEN_BACK, C.RETURNED},
    C.ON_LOAN: {C.TAKEN_BACK, C.RETURNED},
    C.TAKEN_BACK: {C.CONFIGURED, C.SENT_BACK, C.RETURNED},
    C.SENT_BACK: {C.RETURNED},
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
    C.AT_SCHOOL: lambda device: device.hand_to_school(SchoolCode("762217"), NOON),
    C.ON_LOAN: lambda device: device.lend("P-ABCDEFGH", NOON),
    C.TAKEN_BACK: lambda device: device.take_back(NOON),
    C.SENT_BACK: lambda device: device.send_back(ReturnShipment(id=uuid4()), "surplus", NOON),
    C.RETURNED: lambda device: device.come_back(NOON),
}


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
        assert refused.value.code == f"device.not_{end}"
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
    one.hand_to_school(SchoolCode("762217"), NOON)
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


def test_no_event_of_custody_carries_more_than_devices_boards_and_reasons() -> None:
    carried = {
        name for kind in EVENTS if kind.noun == "device" and kind.owner == "shipping" for name in kind.model_fields
    }
    assert carried <= {
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


def test_a_packing_list_of_the_past_knows_that_its_device_came_back() -> None:
    one = device(C.CONFIGURED)
    assert Packing(carton_id=TOLD.carton, device=one).state is C.CONFIGURED
    assert Packing(carton_id=uuid4(), device=one).state is C.RETURNED


def test_a_carton_only_named_by_its_order_is_not_heard_of_yet() -> None:
    carton = Carton(id=TOLD.carton, request=TOLD.request, board=BOARD)
    assert not carton.heard
    carton.close(TOLD)
    assert (carton.heard, carton.code, carton.holds) == (True, TOLD.code, 1)
