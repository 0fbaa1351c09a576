"""The life of a device: every pair of states against the table of moves, and every step against every state."""

from datetime import UTC, datetime
from itertools import product
from uuid import UUID, uuid4

import pytest

from services.chassis.errors import Conflict
from services.contracts.care import PaperKind, PaperNumber, Proof
from services.contracts.reference import models
from services.contracts.values import CartonCode, LocationCode, Serial
from services.warehouse.model import away, care
from services.warehouse.model.asn import Row
from services.warehouse.model.carton import FULL, Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.life import MOVES, REFUSED, WORDS, DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.order_line import OrderLine
from services.warehouse.model.order_state import OrderState
from services.warehouse.model.receiving import is_meant_by, receive
from services.warehouse.model.stock import effect

A, B = LocationCode("A-01-03"), LocationCode("B-02-01")
NOW = datetime(2020, 8, 27, 18, 5, tzinfo=UTC)
S = DeviceState

ALLOWED = {
    "receive": {
        S.ANNOUNCED: S.RECEIVED,
        S.RETURNING: S.RETURNED,
        S.DEPARTED: S.RETURNED,
        S.WRITTEN_OFF: S.RECEIVED,
    },
    "store": dict.fromkeys([S.RECEIVED, S.WIPED, S.PICKED, S.PACKED, S.STORED], S.STORED),
    "pick": {S.STORED: S.PICKED},
    "pack": {S.PICKED: S.PACKED},
    "depart": {S.PACKED: S.DEPARTED},
    "expect": {S.PACKED: S.RETURNING, S.DEPARTED: S.RETURNING},
    "wipe": {S.RETURNED: S.WIPED},
    "quarantine": dict.fromkeys([S.RECEIVED, S.STORED, S.RETURNED, S.WIPED], S.QUARANTINED),
    "release": {S.QUARANTINED: S.RECEIVED},
    "start_repair": dict.fromkeys([S.RECEIVED, S.STORED, S.RETURNED, S.WIPED, S.QUARANTINED], S.IN_REPAIR),
    "end_repair": {S.IN_REPAIR: S.RECEIVED},
    "retire": dict.fromkeys([S.RECEIVED, S.RETURNED, S.WIPED, S.QUARANTINED, S.IN_REPAIR], S.RETIRED),
    "destroy": {S.RETIRED: S.DESTROYED},
    "write_off": dict.fromkeys([S.RECEIVED, S.STORED, S.RETURNED, S.WIPED, S.QUARANTINED, S.IN_REPAIR], S.WRITTEN_OFF),
}
CERTIFICATE = Proof(paper=uuid4(), kind=PaperKind.DESTRUCTION_CERTIFICATE, number=PaperNumber("P000001"))


def an_order() -> Order:
    line = OrderLine(type="laptop", granted=2, reserved=2, picked=1, packed=0)
    return Order(id=uuid4(), request=uuid4(), number="D000001", board="762000", state=OrderState.RESERVED, lines=[line])


def a_device(state: DeviceState, order: Order | None = None) -> Device:
    device = Device(
        id=uuid4(), maker="HP", serial="5CD0123ABC", model="9UZ86UT", type="laptop", state=state, unexpected=False
    )
    device.location = (
        None if state in (S.ANNOUNCED, S.PICKED, S.PACKED, S.DEPARTED, S.RETURNING, S.RETIRED, S.DESTROYED) else A
    )
    device.order_id = order.id if order and state in (S.PICKED, S.PACKED, S.DEPARTED, S.RETURNING) else None
    device.set_aside_from = S.STORED if state in (S.QUARANTINED, S.IN_REPAIR, S.WRITTEN_OFF, S.RETIRED) else None
    return device


def take(step: str, device: Device, order: Order) -> object:
    carton = carton_of(order, devices=1 if device.state is S.PACKED else 0)
    device.carton_id = carton.id if device.state is S.PACKED else None
    steps = {
        "receive": lambda: receive(device, A),
        "store": lambda: device.store(B, NOW, {order.id: order}, {carton.id: carton}),
        "pick": lambda: device.pick(order),
        "pack": lambda: device.pack(carton, {order.id: order}),
        "depart": lambda: away.depart(device),
        "expect": lambda: away.expect(device, "broken", "R000001"),
        "wipe": lambda: care.wipe(device),
        "quarantine": lambda: care.quarantine(device, Grounds("screen")),
        "release": lambda: care.release(device),
        "start_repair": lambda: care.start_repair(device, Grounds("screen")),
        "end_repair": lambda: care.end_repair(device),
        "retire": lambda: care.retire(device, Grounds("too old")),
        "destroy": lambda: care.destroy(device, Grounds("too old", proof=CERTIFICATE)),
        "write_off": lambda: care.write_off(device, Grounds("not on its shelf")),
    }
    return steps[step]()


@pytest.mark.parametrize(("step", "state"), list(product(ALLOWED, DeviceState)))
def test_a_step_leads_where_the_table_says_or_is_refused(step: str, state: DeviceState):
    order = an_order()
    device = a_device(state, order)
    if state in ALLOWED[step]:
        take(step, device, order)
        assert device.state is ALLOWED[step][state]
    else:
        with pytest.raises(Conflict) as refusal:
            take(step, device, order)
        assert refusal.value.code == "device.move"
        assert "HP 5CD0123ABC" in str(refusal.value.sentence)
        assert str(WORDS[state]) in str(refusal.value.sentence)
        assert (device.state, order.lines[0].picked, order.lines[0].packed) == (state, 1, 0)


@pytest.mark.parametrize(("origin", "target"), list(product(DeviceState, DeviceState)))
def test_every_move_of_the_table_is_some_step_and_every_step_is_in_it(origin: DeviceState, target: DeviceState):
    back_from_aside = {(aside, S.RETURNED) for aside in (S.QUARANTINED, S.IN_REPAIR, S.WRITTEN_OFF)} | {
        (aside, S.WIPED) for aside in (S.QUARANTINED, S.IN_REPAIR)
    }
    by_a_step = any(moves.get(origin) is target for moves in ALLOWED.values()) or (origin, target) in back_from_aside
    assert ((origin, target) in MOVES) is by_a_step


def test_every_state_has_its_words_and_every_target_its_refusal():
    assert set(WORDS) == set(DeviceState)
    assert set(REFUSED) == {target for _, target in MOVES}


@pytest.mark.parametrize(
    ("before", "after"),
    [(S.RECEIVED, S.RECEIVED), (S.STORED, S.RECEIVED), (S.RETURNED, S.RETURNED), (S.WIPED, S.WIPED)],
)
def test_what_was_returned_must_still_be_wiped_after_quarantine(before: DeviceState, after: DeviceState):
    device = a_device(before)
    care.quarantine(device, Grounds("screen"))
    told = care.release(device)
    assert (device.state, device.reason, told.state) == (after, None, after.value)


@pytest.mark.parametrize(("origin", "target"), list(product(DeviceState, DeviceState)))
@pytest.mark.parametrize("promised", [-1, 0, 1])
def test_stock_counts_what_stands_on_a_shelf_and_what_its_order_is_promised(
    origin: DeviceState, target: DeviceState, promised: int
):
    found = effect(origin, target, promised)
    assert (found.on_shelf, found.reserved) == ((target is S.STORED) - (origin is S.STORED), promised)
    assert found.free == found.on_shelf - promised


AFTER = [(S.RECEIVED, S.RECEIVED), (S.STORED, S.RECEIVED), (S.RETURNED, S.RETURNED), (S.WIPED, S.WIPED)]


@pytest.mark.parametrize(("before", "after"), AFTER)
def test_what_was_returned_must_still_be_wiped_after_its_repair(before: DeviceState, after: DeviceState):
    device = a_device(before)
    care.start_repair(device, Grounds("screen"))
    told = care.end_repair(device)
    assert (device.state, device.reason, device.set_aside_from, told.state) == (after, None, None, after.value)


@pytest.mark.parametrize(("before", "after"), AFTER)
def test_what_goes_from_quarantine_into_repair_goes_on_from_before_both(before: DeviceState, after: DeviceState):
    device = a_device(before)
    care.quarantine(device, Grounds("screen"))
    care.start_repair(device, Grounds("screen to change"))
    assert care.end_repair(device).state == after.value


@pytest.mark.parametrize("before", [S.RECEIVED, S.STORED, S.WIPED, S.RETURNED])
@pytest.mark.parametrize("aside", [None, "quarantine", "repair"])
def test_what_is_found_again_is_received_where_it_was_found_and_wiped_if_it_came_from_a_board(
    before: DeviceState, aside: str | None
):
    device = a_device(before)
    device.unexpected, device.delivery_id = True, uuid4()
    if aside == "quarantine":
        care.quarantine(device, Grounds("screen"))
    elif aside == "repair":
        care.start_repair(device, Grounds("screen"))
    lost = care.write_off(device, Grounds("not on its shelf"))
    assert (lost.location, device.location, device.reason) == (A, A, "not on its shelf")
    found = receive(device, B)
    assert device.state is (S.RETURNED if before is S.RETURNED else S.RECEIVED)
    assert (device.location, device.reason, device.set_aside_from) == (B, None, None)
    assert (found.returned, found.unexpected, found.delivery) == (False, False, None), "its custody ended long ago"


def test_nothing_holds_what_is_retired():
    device = a_device(S.RECEIVED)
    told = care.retire(device, Grounds("too old"))
    assert (told.location, device.location) == (A, None)


def test_a_device_put_back_gives_its_order_another_to_pick():
    order = an_order()
    device = a_device(S.PICKED, order)
    event = device.store(B, NOW, {order.id: order}, {})
    assert (order.lines[0].picked, device.order_id, device.location) == (0, None, B)
    assert event.type_name() == "ca.quebec.reserve.device.stored.v1"


def test_a_moved_device_keeps_its_age():
    device = a_device(S.RECEIVED)
    device.store(A, NOW, {}, {})
    moved = device.store(B, datetime(2020, 9, 1, tzinfo=UTC), {}, {})
    assert device.stored_at == NOW
    assert (moved.origin, moved.location) == (A, B)


def in_carton(order: Order, state: CartonState) -> tuple[Device, Carton]:
    """A device that was packed for `order`, and its carton."""
    device, carton = a_device(S.PACKED, order), carton_of(order, state, devices=1)
    device.carton_id, order.lines[0].packed = carton.id, 1
    return device, carton


def test_a_device_taken_out_of_its_open_carton_gives_its_order_another_to_pick_and_pack():
    order = an_order()
    device, carton = in_carton(order, CartonState.OPEN)
    event = device.store(B, NOW, {order.id: order}, {carton.id: carton})
    assert (carton.devices, order.lines[0].picked, order.lines[0].packed) == (0, 0, 0)
    assert (device.order_id, device.carton_id, device.location, event.location) == (None, None, B, B)


@pytest.mark.parametrize("state", sorted(set(CartonState) - {CartonState.OPEN}))
def test_nothing_is_taken_out_of_a_carton_that_is_closed(state: CartonState):
    order = an_order()
    device, carton = in_carton(order, state)
    with pytest.raises(Conflict) as refusal:
        device.store(B, NOW, {order.id: order}, {carton.id: carton})
    assert refusal.value.code == "carton.closed"
    assert (device.state, carton.devices, order.lines[0].picked, order.lines[0].packed) == (S.PACKED, 1, 1, 1)


@pytest.mark.parametrize("state", [S.RETURNING, S.DEPARTED])
def test_a_returned_device_forgets_the_order_that_it_served(state: DeviceState):
    order = an_order()
    device = a_device(state, order)
    event = receive(device, A)
    assert event.returned
    assert (event.delivery, device.order_id, device.carton_id) == (None, None, None)


@pytest.mark.parametrize(
    ("unexpected", "delivery", "model", "meant"),
    [
        (True, None, "9UZ86UT", True),
        (True, None, "MYLD2C/A", False),
        (True, uuid4(), "9UZ86UT", False),
        (False, None, "9UZ86UT", False),
    ],
)
def test_a_late_notice_means_what_came_unannounced_and_for_no_delivery_under_its_very_model(
    unexpected: bool, delivery: UUID | None, model: str, meant: bool
):
    device = a_device(S.STORED)
    device.unexpected, device.delivery_id = unexpected, delivery
    assert is_meant_by(device, Row(2, None, None, models()[model], Serial(device.serial), None)) is meant


def carton_of(order: Order, state: CartonState = CartonState.OPEN, devices: int = 0) -> Carton:
    return Carton(id=uuid4(), code=CartonCode.numbered(1, None), order_id=order.id, state=state, devices=devices)


@pytest.mark.parametrize(
    ("own", "state", "devices", "code"),
    [
        (False, CartonState.OPEN, 0, "carton.other_order"),
        (True, CartonState.CLOSED, 3, "carton.closed"),
        (True, CartonState.DEPARTED, 3, "carton.closed"),
        (True, CartonState.OPEN, FULL, "carton.full"),
    ],
)
def test_a_carton_refuses(own: bool, state: CartonState, devices: int, code: str):
    order, other = an_order(), an_order()
    device = a_device(S.PICKED, order)
    with pytest.raises(Conflict) as refusal:
        device.pack(carton_of(order if own else other, state, devices), {order.id: order})
    assert (refusal.value.code, device.state, order.lines[0].packed) == (code, S.PICKED, 0)


@pytest.mark.parametrize("state", list(CartonState))
def test_a_carton_closes_once_and_never_empty(state: CartonState):
    order = an_order()
    content = [a_device(S.PACKED, order).packed()]
    carton = carton_of(order, state)
    if state is CartonState.OPEN:
        with pytest.raises(Conflict, match="empty"):
            carton.close(order, [], NOW)
        assert carton.close(order, content, NOW).devices == content
    else:
        with pytest.raises(Conflict, match="closed already"):
            carton.close(order, content, NOW)
