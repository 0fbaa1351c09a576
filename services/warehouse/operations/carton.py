"""Cartons are opened, closed over their packing lists, and leave with a shipment."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.contracts.envelope import Envelope
from services.contracts.shipping import ShipmentDispatched
from services.contracts.values import CartonCode
from services.warehouse.model.carton import Carton, CartonState
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.order_state import OrderState
from services.warehouse.operations import loading
from services.warehouse.operations.tally import save


def open_carton(session: Session, order: UUID, gs1_prefix: str | None) -> Carton:
    """A new carton for an order that still has something to pack, under the next code."""
    loading.order(session, order).check_to_pack()
    code = CartonCode.numbered(next_number(session, "carton"), gs1_prefix)
    carton = Carton(id=uuid7(), code=code, order_id=order, opened_at=act_of(session).at)
    session.add(carton)
    return carton


def close_carton(session: Session, key: UUID) -> tuple[Carton, bool]:
    """Close a carton, and tell shipping all that is closed of its order; whether the order is packed whole by it."""
    order = loading.order(session, _order_of(session, key))
    carton = loading.carton(session, key)
    # Who packs into it must hold the carton's row, which is ours: its devices need no lock of their own.
    content = session.scalars(select(Device).where(Device.carton_id == key).order_by(Device.id)).all()
    closed = carton.close(order, [device.packed() for device in content], act_of(session).at)
    cartons = session.execute(_finished(order.id)).all()
    packed = order.pack([one.id for one in cartons], sum(one.devices for one in cartons))
    outbox.record(session, closed, packed)
    return carton, packed.final


def depart(session: Session, envelopes: Sequence[Envelope[ShipmentDispatched]]) -> None:
    """Cartons left with a shipment, and their devices with them; orders of which nothing stays behind departed too."""
    keys = {carton for envelope in envelopes for carton in envelope.data.cartons}
    devices = loading.devices_where(session, Device.carton_id.in_(keys))
    leaving = [device for device in devices if device.state is DeviceState.PACKED]
    requests = {envelope.data.request for envelope in envelopes}
    orders = loading.orders_where(session, Order.request.in_(requests))
    for carton in loading.cartons_where(session, Carton.id.in_(keys)):
        carton.state = CartonState.DEPARTED
    for device in leaving:
        device.depart()
    save(session, leaving)
    _leave(session, orders)


def _leave(session: Session, orders: Sequence[Order]) -> None:
    """Orders packed whole of which no carton stays at the dock."""
    packed = {order.id: order for order in orders if order.state is OrderState.PACKED}
    waiting = select(Carton.order_id).where(Carton.order_id.in_(packed), Carton.state == CartonState.CLOSED)
    behind = set(session.scalars(waiting.distinct()))
    for key, order in packed.items():
        if key not in behind:
            order.state = OrderState.DEPARTED


def _order_of(session: Session, carton: UUID) -> UUID:
    found = session.scalar(select(Carton.order_id).where(Carton.id == carton))
    return found or loading.carton(session, carton).order_id


def _finished(order: UUID) -> Select[UUID, int]:
    """The order's cartons that are closed or gone."""
    closed = Carton.state != CartonState.OPEN
    return select(Carton.id, Carton.devices).where(Carton.order_id == order, closed).order_by(Carton.id)
