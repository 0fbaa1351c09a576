"""The rules of taking back, over all states: devices, cartons, orders, deliveries, claims."""

from datetime import UTC, datetime
from itertools import product
from uuid import uuid4

import pytest

from services.chassis.errors import Conflict, Forbidden
from services.chassis.outbox import Change
from services.chassis.undo import LastEvent, LastStep, snapshot
from services.contracts.values import CartonCode
from services.contracts.warehouse import OrderCancelled, WithdrawalRefused
from services.warehouse.model import away
from services.warehouse.model.carton import FULL, Carton
from services.warehouse.model.carton_state import MOVES, SHUT, UNDONE, WORDS, CartonState
from services.warehouse.model.carton_undo import UNTOLD, undo_carton
from services.warehouse.model.claim import STATES, Claim, ClaimKind, ClaimState
from services.warehouse.model.count import is_count
from services.warehouse.model.delivery import Delivery, DeliveryState
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD, IDENTIFIABLE, TAKEN_BACK, DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.order_line import OrderLine, Passed
from services.warehouse.model.order_state import ENDING, OrderState
from services.warehouse.model.order_state import MOVES as ORDER_MOVES
from services.warehouse.model.stock import Stock
from services.warehouse.model.undoing import Around, take_back
from services.warehouse.model.withdrawal import follow, withdraw

NOW = datetime(2020, 8, 27, 18, 5, tzinfo=UTC)
S = DeviceState


def an_order(state: OrderState = OrderState.RESERVED, granted: int = 3, picked: int = 1) -> Order:
    line = OrderLine(type="laptop", granted=granted, reserved=max(granted, picked), picked=picked, packed=0)
    return Order(id=uuid4(), request=uuid4(), number="D000001", board="762000", state=state, lines=[line])


def a_carton(order: Order, state: CartonState = CartonState.OPEN, devices: int = 1) -> Carton:
    return Carton(
        id=uuid4(),
        code=CartonCode.numbered(1, None),
        order_id=order.id,
        state=state,
        devices=devices,
        releases=0,
    )


def a_device(state: DeviceState, order: Order | None = None, carton: Carton | None = None) -> Device:
    device = Device(id=uuid4(), maker="HP", serial="5CD0123ABC", model="9UZ86UT", type="laptop", state=state)
    device.order_id = order.id if order and state in HELD else None
    device.carton_id = carton.id if carton and state is S.PACKED else None
    return device


def from_state(device: Device, before: DeviceState, order: Order, carton: Carton) -> LastStep:
    """A last step that led here from `before`, where the order and the carton held the device as that state says."""
    after = snapshot(device)
    held = {"order_id": str(order.id)} if before in HELD else {}
    boxed = {"carton_id": str(carton.id)} if before is S.PACKED else {}
    return LastStep(uuid4(), "device.moved", Change(after | {"state": before.value} | held | boxed, after))


def around(
    order: Order, carton: Carton, free: int = 1, delivery: Delivery | None = None, manages: bool = True
) -> Around:
    deliveries = {delivery.id: delivery} if delivery else {}
    return Around(deliveries, {order.id: order}, {carton.id: carton}, lambda _: free, manages)


@pytest.mark.parametrize(("before", "after"), list(product(S, sorted(set(S) - {S.PACKED, S.PICKED}))))
def test_what_was_put_back_holds_its_order_and_carton_again(before: DeviceState, after: DeviceState):
    order = an_order()
    carton = a_carton(order)
    device = a_device(after)
    told = take_back(device, from_state(device, before, order, carton), "x", around(order, carton))
    assert told is not None
    assert (device.state, told.state) == (before, before.value)
    assert order.lines[0].picked == 1 + (before in HELD)
    assert (order.lines[0].packed, carton.devices) == (int(before is S.PACKED), 1 + (before is S.PACKED))


@pytest.mark.parametrize("before", sorted(set(S) - HELD))
def test_a_pick_taken_back_gives_the_order_another_to_pick(before: DeviceState):
    order = an_order()
    carton = a_carton(order)
    device = a_device(S.PICKED, order)
    last = from_state(device, before, order, carton)
    last.change.before["order_id"] = None  # type: ignore[index]
    take_back(device, last, "x", around(order, carton))
    assert (order.lines[0].picked, device.order_id, order.promised("laptop")) == (0, None, 3)


@pytest.mark.parametrize("state", list(S))
def test_nothing_is_undone_twice_or_after_it_moved_on(state: DeviceState):
    order = an_order()
    carton = a_carton(order)
    device = a_device(state, order, carton)
    if state is S.PACKED:
        order.lines[0].packed = 1
        assert take_back(device, None, "x", around(order, carton)) is None
        assert (device.state, device.carton_id, carton.devices) == (S.PICKED, None, 0)
        return
    with pytest.raises(Conflict) as refusal:
        take_back(device, None, "x", around(order, carton))
    assert refusal.value.code == "undo.nothing"
    last = from_state(device, S.RECEIVED, order, carton)
    device.location = "B-01-01"
    with pytest.raises(Conflict) as refusal:
        take_back(device, last, "x", around(order, carton))
    assert refusal.value.code == "undo.moved_on"


@pytest.mark.parametrize(("before", "free"), list(product(S, [-1, 0, 1])))
def test_a_shelf_gives_back_only_what_is_promised_to_nobody(before: DeviceState, free: int):
    order = an_order()
    carton = a_carton(order)
    device = a_device(S.STORED)
    last = from_state(device, before, order, carton)
    if free < 1 and before is not S.STORED and before not in HELD:
        with pytest.raises(Conflict) as refusal:
            take_back(device, last, "x", around(order, carton, free))
        assert (refusal.value.code, device.state) == ("undo.promised", S.STORED)
    else:
        take_back(device, last, "x", around(order, carton, free))
        assert device.state is before


@pytest.mark.parametrize(("state", "manages"), list(product(sorted(set(S) - {S.PACKED, S.PICKED}), [True, False])))
def test_what_is_the_managers_to_say_is_the_managers_to_take_back(state: DeviceState, manages: bool):
    order = an_order()
    carton = a_carton(order)
    device = a_device(state)
    last = from_state(device, S.RECEIVED, order, carton)
    if manages or state not in (S.RETIRED, S.WRITTEN_OFF):
        take_back(device, last, "x", around(order, carton, manages=manages))
        assert device.state is S.RECEIVED
    else:
        with pytest.raises(Forbidden) as refusal:
            take_back(device, last, "x", around(order, carton, manages=False))
        assert (refusal.value.code, device.state) == ("undo.manager", state)


@pytest.mark.parametrize("reason", ["C000001", "C1234567", "C000001, at the back", "gone"])
def test_what_a_count_wrote_off_is_received_again_and_not_taken_back(reason: str):
    order = an_order()
    carton, device = a_carton(order), a_device(S.WRITTEN_OFF)
    device.reason = reason
    last = from_state(device, S.STORED, order, carton)
    if is_count(reason):
        with pytest.raises(Conflict) as refusal:
            take_back(device, last, "x", around(order, carton))
        assert (refusal.value.code, device.state) == ("undo.counted", S.WRITTEN_OFF)
    else:
        take_back(device, last, "x", around(order, carton))
        assert device.state is S.STORED
    assert is_count(reason) is (reason in ("C000001", "C1234567"))


@pytest.mark.parametrize("state", list(CartonState))
@pytest.mark.parametrize("devices", [1, FULL])
def test_a_device_goes_back_into_its_carton_only_while_that_is_open_and_not_full(state: CartonState, devices: int):
    order = an_order()
    carton = a_carton(order, state, devices)
    device = a_device(S.STORED)
    last = from_state(device, S.PACKED, order, carton)
    if state is CartonState.OPEN and devices < FULL:
        assert take_back(device, last, "x", around(order, carton)) is not None
    else:
        with pytest.raises(Conflict):
            take_back(device, last, "x", around(order, carton))
        assert (device.state, order.lines[0].picked, order.lines[0].packed, carton.devices) == (S.STORED, 1, 0, devices)


@pytest.mark.parametrize("state", list(DeliveryState))
def test_a_receipt_goes_back_only_into_an_open_delivery(state: DeliveryState):
    order, delivery = an_order(), Delivery(id=uuid4(), number="L000001", state=state)
    carton, device = a_carton(order), a_device(S.RECEIVED)
    device.delivery_id = delivery.id
    last = from_state(device, S.ANNOUNCED, order, carton)
    if state is DeliveryState.OPEN:
        take_back(device, last, "x", around(order, carton, delivery=delivery))
        assert device.state is S.ANNOUNCED
    else:
        with pytest.raises(Conflict) as refusal:
            take_back(device, last, "x", around(order, carton, delivery=delivery))
        assert refusal.value.code == "delivery.closed"


@pytest.mark.parametrize(("before", "state"), list(product([S.DEPARTED, S.RETURNING], CartonState)))
def test_a_return_goes_back_only_while_its_carton_is_away(before: DeviceState, state: CartonState):
    order = an_order()
    carton = a_carton(order, state)
    device = a_device(S.RETURNED)
    last = from_state(device, before, order, carton)
    last.change.before["carton_id"] = str(carton.id)  # type: ignore[index]
    if state in (CartonState.CLOSED, CartonState.DEPARTED):
        take_back(device, last, "x", around(order, carton))
        assert (device.state, device.carton_id) == (before, carton.id)
    else:
        with pytest.raises(Conflict) as refusal:
            take_back(device, last, "x", around(order, carton))
        assert refusal.value.code == "undo.moved_on"


@pytest.mark.parametrize("state", list(S))
def test_shipping_takes_back_only_what_it_told(state: DeviceState):
    for move, target in ((away.turn_back, S.PACKED), (away.stay, S.DEPARTED)):
        device = a_device(state)
        if TAKEN_BACK.get(state) is target:
            move(device)
            assert device.state is target
        else:
            with pytest.raises(Conflict):
                move(device)
            assert device.state is state


@pytest.mark.parametrize("state", list(CartonState))
def test_shipping_moves_a_carton_as_the_table_says_or_not_at_all(state: CartonState):
    shipment = uuid4()
    for move, target in (
        (lambda one: one.depart(shipment), CartonState.DEPARTED),
        (lambda one: one.release(), CartonState.RELEASED),
        (lambda one: one.void(shipment), CartonState.RELEASED),
        (lambda one: one.turn_back(shipment), CartonState.CLOSED),
    ):
        carton = a_carton(an_order(), state)
        moved = move(carton)
        heard = (state, target) in MOVES and not (target is CartonState.CLOSED and state is not CartonState.DEPARTED)
        assert moved is heard
        assert carton.state is (target if moved else state)


LAST = [None, LastEvent(uuid4(), "carton.closed"), LastEvent(uuid4(), "carton.undone")]


@pytest.mark.parametrize(("state", "devices", "last"), list(product(CartonState, [0, 2], LAST)))
def test_a_carton_is_undone_empty_or_back_from_shipping(state: CartonState, devices: int, last: LastEvent | None):
    order = an_order()
    carton = a_carton(order, state, devices)
    carton.closed_at = NOW
    target = UNDONE.get(state)
    if target is CartonState.OPEN or (target is CartonState.DISCARDED and not devices):
        told = undo_carton(carton, last, order, devices, "x")
        assert (state, target) in MOVES
        assert (carton.state, carton.devices, carton.closed_at, told.state) == (target, devices, None, target.value)
        first = "carton.opened" if state is CartonState.OPEN else "carton.closed"
        assert (told.undone, told.step) == ((last.event, last.what) if last else (UNTOLD, first))
    else:
        with pytest.raises(Conflict):
            undo_carton(carton, last, order, devices, "x")
        assert (carton.state, carton.closed_at) == (state, NOW)
    assert state in WORDS
    assert state is CartonState.OPEN or state in SHUT


PASSED = [Passed(), Passed(closed=1), Passed(departed=1), Passed(closed=1, departed=1)]


@pytest.mark.parametrize(("state", "passed"), list(product(OrderState, PASSED)))
def test_an_order_is_cancelled_refuses_or_waits_by_what_shipping_has(state: OrderState, passed: Passed):
    order, stock = an_order(state), {"laptop": Stock(type="laptop", on_shelf=5, reserved=2)}
    if state is OrderState.CANCELLING:
        order.resumes = OrderState.PACKED
    told = withdraw(order, passed, stock)
    if passed.departed and state is not OrderState.CANCELLED:
        assert isinstance(told, WithdrawalRefused)
        assert order.state not in ENDING
        assert (order.lines[0].granted, stock["laptop"].reserved) == (3, 2)
    elif passed.closed and state is not OrderState.CANCELLED:
        assert (told, order.state) == (None, OrderState.CANCELLING)
    else:
        assert isinstance(told, OrderCancelled)
        assert (order.state, [one.quantity for one in told.held], told.free) == (
            OrderState.CANCELLED,
            [1],
            {"laptop": 5},
        )
        assert (order.lines[0].granted, order.lines[0].reserved, order.promised("laptop")) == (0, 1, 0)
    if state is not OrderState.DEPARTED:
        assert order.state is state or (state, order.state) in ORDER_MOVES


@pytest.mark.parametrize(("state", "closed", "departed"), list(product(OrderState, [0, 1, 3], [0, 3])))
def test_an_order_follows_its_cartons(state: OrderState, closed: int, departed: int):
    order, stock = an_order(state), {"laptop": Stock(type="laptop", on_shelf=5, reserved=2)}
    told = follow(order, Passed(closed, departed), {}, stock)
    gone = OrderState.PACKED if closed else OrderState.DEPARTED
    whole = gone if closed + departed >= 3 else OrderState.RESERVED
    if state is OrderState.CANCELLED:
        assert (order.state, told) == (OrderState.CANCELLED, None)
    elif state is not OrderState.CANCELLING:
        expected = whole if state in (OrderState.PACKED, OrderState.DEPARTED) else OrderState.RESERVED
        assert (order.state, told) == (expected, None)
    elif departed:
        assert (order.state, told and told.noun) == (whole, "withdrawal")
    elif closed:
        assert (order.state, told) == (OrderState.CANCELLING, None)
    else:
        assert (order.state, told and told.verb) == (OrderState.CANCELLED, "cancelled")


@pytest.mark.parametrize(("state", "lost", "free"), list(product(OrderState, [1, 2], [0, 1, 5])))
def test_an_order_lets_go_of_what_its_cartons_hold_no_more(state: OrderState, lost: int, free: int):
    order, stock = an_order(state, picked=2), {"laptop": Stock(type="laptop", on_shelf=1 + free, reserved=1)}
    line = order.lines[0]
    line.packed = 2
    if state is OrderState.CANCELLED:
        line.granted, line.reserved, stock["laptop"].reserved = 0, 2, 0
    told = follow(order, Passed(), {"laptop": lost}, stock)
    assert (line.picked, line.packed) == (2 - lost, 2 - lost)
    assert stock["laptop"].reserved == line.reserved - line.picked
    if state in ENDING:
        assert (line.reserved, order.state) == (line.picked, OrderState.CANCELLED)
    else:
        assert line.reserved == 3 - lost + min(lost, free)
        assert told is not None
        assert told.verb == ("reserved" if line.reserved == 3 else "short")
        assert order.state.value == told.verb


@pytest.mark.parametrize("reserved", [1, 2, 3])
def test_an_order_shipped_short_is_promised_no_more_than_before_when_it_lets_go(reserved: int):
    order, stock = an_order(picked=1), {"laptop": Stock(type="laptop", on_shelf=9, reserved=reserved - 1)}
    order.lines[0].reserved, order.lines[0].packed = reserved, 1
    follow(order, Passed(), {"laptop": 1}, stock)
    assert (order.lines[0].reserved, order.lines[0].picked) == (reserved, 0)


@pytest.mark.parametrize(("granted", "promised"), [(3, 3), (2, 2), (1, 1), (0, 0)])
def test_what_is_put_away_is_promised_again_only_while_it_is_granted(granted: int, promised: int):
    order = an_order(granted=granted, picked=3)
    for _ in range(3):
        order.give_back("laptop")
    assert (order.promised("laptop"), order.lines[0].reserved) == (promised, granted)


@pytest.mark.parametrize(("kind", "state", "device"), list(product(ClaimKind, ClaimState, S)))
def test_only_an_open_report_of_a_stranger_is_identified(kind: ClaimKind, state: ClaimState, device: DeviceState):
    order = an_order()
    carton = a_carton(order)
    order.lines[0].packed = int(device is S.PACKED)
    one = a_device(device, order, carton)
    claim = Claim(id=uuid4(), kind=kind, state=state, board="763000", shipment=uuid4(), finding=uuid4())
    holding = ({order.id: order}, {carton.id: carton})
    if kind is ClaimKind.UNEXPECTED and state is ClaimState.OPEN and device in IDENTIFIABLE:
        told = claim.identify(one, *holding, NOW)
        assert (told.finding, one.state, one.order_id, one.carton_id) == (claim.finding, S.DEPARTED, None, None)
        assert order.lines[0].picked == (0 if device in HELD else 1)
    else:
        with pytest.raises(Conflict):
            claim.identify(one, *holding, NOW)
        assert (one.state, claim.state) == (device, state)
    assert state in STATES
