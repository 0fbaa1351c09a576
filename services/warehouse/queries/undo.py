"""What can be taken back of a device, a carton or a delivery, or why it cannot."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.chassis import undo
from services.chassis.undo import LastStep, Undoing
from services.warehouse.model import undoing
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_undo import check_undo, last_step
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.stock import Stock
from services.warehouse.model.undoing import Around


def of_device(session: Session, device: Device, manages: bool) -> Undoing:
    """Of a device, by the very rules of its undo, for the warehouse's manager or for others."""
    last = undo.last_step(session, f"device/{device.id}")
    around = _around(session, device, last, manages)
    told = last.what if last and device.state is not DeviceState.PACKED else None
    return undo.ask(told, lambda: undoing.check(device, last, around))


def of_carton(session: Session, carton: Carton) -> Undoing:
    """Of a carton."""
    last = undo.last_event(session, f"carton/{carton.id}")
    return undo.ask(last_step(carton, last), lambda: check_undo(carton))


def of_delivery(session: Session, delivery: Delivery) -> Undoing:
    """Of a delivery: its closing."""
    last = undo.last_step(session, f"delivery/{delivery.id}")
    return undo.ask(last.what if last else None, lambda: undo.check(delivery, last))


def _around(session: Session, device: Device, last: LastStep | None, manages: bool) -> Around:
    order_ids = {device.order_id} | undoing.orders_before([last])
    carton_ids = {device.carton_id} | undoing.cartons_before([last])
    orders = session.scalars(select(Order).where(Order.id.in_(_known(order_ids))).options(selectinload(Order.lines)))
    cartons = session.scalars(select(Carton).where(Carton.id.in_(_known(carton_ids))))
    delivery = session.get(Delivery, device.delivery_id) if device.delivery_id else None
    stock = session.get(Stock, device.type)
    return Around(
        {delivery.id: delivery} if delivery else {},
        {order.id: order for order in orders},
        {carton.id: carton for carton in cartons},
        lambda _: stock.free if stock else 0,
        manages,
    )


def _known(ids: set[UUID | None]) -> set[UUID]:
    return {one for one in ids if one}
