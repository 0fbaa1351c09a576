"""Last steps of devices are taken back, all or nothing, with the counts of their orders, cartons and stock."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import undo
from services.chassis.act import act_of
from services.chassis.undo import LastStep
from services.warehouse.model.carton import Carton
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD, DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.undoing import Around, cartons_before, orders_before
from services.warehouse.operations import loading, steps
from services.warehouse.operations.tally import Tally, lock_stock


def undo_steps(session: Session, ids: Collection[UUID], reason: str, manages: bool) -> int:
    """Take back the last step of each of these devices; how many there were. A constant number of statements.

    `manages` says whether the warehouse's manager does it: some steps are the manager's alone.
    """
    devices, at = loading.devices(session, ids), act_of(session).at
    tally = Tally(last_steps(session, devices))
    around = _around(session, devices, tally, manages)
    for device in devices:
        steps.undo(tally, device, at, reason, around)
    tally.write(session)
    return len(devices)


def last_steps(session: Session, devices: Sequence[Device]) -> dict[UUID, LastStep]:
    """The last steps of these devices that can still be taken back."""
    found = undo.last_steps(session, [f"device/{device.id}" for device in devices])
    return {UUID(name.removeprefix("device/")): last for name, last in found.items()}


def _around(session: Session, devices: Sequence[Device], tally: Tally, manages: bool) -> Around:
    """What these undos may ask or change, locked in the order in which all operations lock."""
    before = tally.last.values()
    deliveries = loading.deliveries_where(session, Delivery.id.in_({one.delivery_id for one in devices}))
    held = {one.order_id for one in devices if one.state in HELD}
    orders = loading.orders_where(session, Order.id.in_(held | orders_before(before)))
    packed = {one.carton_id for one in devices if one.state is DeviceState.PACKED}
    cartons = loading.cartons_where(session, Carton.id.in_(packed | cartons_before(before)))
    stock = lock_stock(session, {one.type for one in devices})
    return Around(
        {one.id: one for one in deliveries},
        {one.id: one for one in orders},
        {one.id: one for one in cartons},
        lambda kind: stock[kind].free + tally.free(kind),
        manages,
    )
