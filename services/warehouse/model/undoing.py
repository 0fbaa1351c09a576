"""Taking back the last step of a device: what forbids it, and what goes back with it, order, carton and promise."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from services.chassis import undo
from services.chassis.errors import Conflict, Forbidden
from services.chassis.undo import LastStep
from services.contracts.sentence import say
from services.contracts.values import LocationCode
from services.contracts.warehouse import WarehouseDeviceUndone
from services.warehouse.model.carton import Carton, Cartons
from services.warehouse.model.carton_state import PASSED
from services.warehouse.model.count import is_count
from services.warehouse.model.delivery import Delivery, DeliveryState
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD, MANAGED, DeviceState
from services.warehouse.model.order import Order, Orders

# With shipping or the boards.
AWAY = frozenset({DeviceState.DEPARTED, DeviceState.RETURNING})


@dataclass(frozen=True)
class Around:
    """What the undo of a device's step may ask or change beside it; `free` is what may still be promised of a type.

    `manages` says whether who asks is the warehouse's manager.
    """

    deliveries: Mapping[UUID | None, Delivery]
    orders: Orders
    cartons: Cartons
    free: Callable[[str], int]
    manages: bool

    def order_of(self, device: Device, last: LastStep | None) -> Order | None:
        """The order that holds the device, or held it before its last step."""
        return self.orders.get(device.order_id or (_id(last, "order_id") if last else None))


def check(device: Device, last: LastStep | None, around: Around) -> LastStep | None:
    """The step that can be taken back; None where it is its packing, which nobody told.

    Raises `Conflict`, and `Forbidden` where only the manager takes the step, and takes it back.
    """
    if device.state is DeviceState.PACKED:
        around.cartons[device.carton_id].check_open()
        return None
    last = undo.check(device, last)
    _check_manages(device, around)
    target = _before(last)
    if target is DeviceState.ANNOUNCED:
        _check_receipt(around.deliveries.get(device.delivery_id))
    if target in HELD:
        order = around.orders[_id(last, "order_id")]
        order.check_needs(device.type)
        if target is DeviceState.PACKED:
            around.cartons[_id(last, "carton_id")].check_takes(device.name, order.id)
    elif device.state is DeviceState.STORED and target is not DeviceState.STORED:
        _check_free(device, around)
    elif target in AWAY:
        _check_gone(device, around.cartons.get(_id(last, "carton_id")))
    return last


def take_back(device: Device, last: LastStep | None, reason: str, around: Around) -> WarehouseDeviceUndone | None:
    """Have `device` stand again as before its last step; what is packed is only picked again, and nobody is told."""
    order = around.order_of(device, last)
    last = check(device, last, around)
    if last is None:
        device.unpack(around.cartons, around.orders)
        return None
    if order and device.state in HELD:
        order.give_back(device.type)
    undo.put_back(device, last.change.before)
    if order and device.state in HELD:
        order.take(device.type)
        if device.state is DeviceState.PACKED:
            around.cartons[device.carton_id].add(device.name, order.id)
            order.line(device.type).packed += 1
    return WarehouseDeviceUndone(
        device=device.id,
        type=device.type,
        state=device.state.value,
        location=LocationCode(device.location) if device.location else None,
        board=order.board_code if order else None,
        request=order.request if order else None,
        undone=last.event,
        step=last.what,
        reason=reason,
    )


def orders_before(steps: Iterable[LastStep | None]) -> set[UUID | None]:
    """The orders for which devices were held before these steps."""
    return {_id(last, "order_id") for last in steps if last} - {None}


def cartons_before(steps: Iterable[LastStep | None]) -> set[UUID | None]:
    """The cartons in which devices lay before these steps."""
    return {_id(last, "carton_id") for last in steps if last} - {None}


def _before(last: LastStep) -> DeviceState:
    return DeviceState(last.change.before["state"])


def _id(last: LastStep, name: str) -> UUID | None:
    value = last.change.before[name]
    return UUID(value) if value else None


def _check_manages(device: Device, around: Around) -> None:
    """Who alone takes a step takes it back; what two people found missing in a count, nobody does by himself."""
    if device.state in MANAGED and not around.manages:
        raise Forbidden("undo.manager", say("Only the warehouse's manager takes this back."))
    if device.state is DeviceState.WRITTEN_OFF and is_count(device.reason):
        raise Conflict(
            "undo.counted",
            say("Count %(number)s found it missing: where it is found, receive it again.", number=device.reason),
        )


def _check_receipt(delivery: Delivery | None) -> None:
    if delivery is not None and delivery.state is not DeliveryState.OPEN:
        raise Conflict(
            "delivery.closed",
            say("Delivery %(number)s is closed: undo its closing first.", number=delivery.number),
        )


def _check_free(device: Device, around: Around) -> None:
    if around.free(device.type) < 1:
        raise Conflict(
            "undo.promised",
            say("Every %(type)s on the shelves is promised to an order: this one must stay.", type=device.type),
        )


def _check_gone(device: Device, carton: Carton | None) -> None:
    """A device is with a board again only if its carton, closed over it, still is out of the warehouse's hands."""
    if carton is not None and (carton.state not in PASSED or not carton.lists(device.id)):
        raise Conflict("undo.moved_on", undo.MOVED_ON)
