"""Cartons are opened, closed over their packing lists, passed to shipping again, and opened again."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, NotFound
from services.contracts.sentence import say
from services.contracts.values import CartonCode
from services.contracts.warehouse import OrderPacked
from services.warehouse.model import carton_undo
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import PASSED, CartonState
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.packing import pack
from services.warehouse.operations import loading


def open_carton(session: Session, order: UUID, gs1_prefix: str | None) -> Carton:
    """A new carton for an order that still has something to pack, under the next code."""
    found, at = loading.order(session, order), act_of(session).at
    code = CartonCode.numbered(next_number(session, "carton"), gs1_prefix)
    carton = Carton(id=uuid7(), code=code, order_id=order, opened_at=at)
    opened = carton.open(found)
    session.add(carton)
    outbox.record(session, opened)
    return carton


def close_carton(session: Session, key: UUID, of_order: UUID | None = None) -> tuple[Carton, bool]:
    """Close a carton, and tell shipping all that is closed of its order; whether the order is packed whole by it.

    Raises `NotFound` when `of_order` is given and the carton is another order's.
    """
    order, at = loading.order(session, loading.order_of_carton(session, key)), act_of(session).at
    if of_order not in (None, order.id):
        raise NotFound("carton.unknown", say("This carton is not known here."))
    carton = loading.carton(session, key)
    # Who packs into it must hold the carton's row, which is ours: its devices need no lock of their own.
    lying = (Device.carton_id == key) & (Device.state == DeviceState.PACKED)
    content = session.scalars(select(Device).where(lying).order_by(Device.id)).all()
    closed = carton.close(order, [device.packed() for device in content], at)
    session.flush()
    packed = _pack(session, order)
    outbox.record(session, closed, packed)
    return carton, packed.final


def undo_carton(session: Session, key: UUID, reason: str) -> Carton:
    """Open a carton again that shipping gave back, or discard one that is empty."""
    order = loading.order(session, loading.order_of_carton(session, key))
    carton = loading.carton(session, key)
    devices = _content(session, [key]).get(key, 0)
    outbox.record(
        session, carton_undo.undo_carton(carton, undo.last_event(session, f"carton/{key}"), order, devices, reason)
    )
    return carton


def pass_again(session: Session, key: UUID) -> Order:
    """Pass all cartons of an order that shipping gave back to it anew, unopened."""
    order = loading.order(session, key)
    order.check_live()
    cartons = loading.cartons_where(session, Carton.order_id == key)
    released = [carton for carton in cartons if carton.state is CartonState.RELEASED]
    if not released:
        raise Conflict(
            "order.no_carton", say("No carton of order %(number)s is back from shipping.", number=order.number)
        )
    content = _content(session, [carton.id for carton in released])
    for carton in released:
        carton.pass_again(content.get(carton.id, 0))
    session.flush()
    outbox.record(session, _pack(session, order))
    return order


def _pack(session: Session, order: Order) -> OrderPacked:
    """Tell of the order's cartons that are closed or gone."""
    finished = select(Carton.id, Carton.devices, Carton.releases).where(
        Carton.order_id == order.id, Carton.state.in_(PASSED)
    )
    cartons = session.execute(finished.order_by(Carton.id)).all()
    return pack(order, {one.id: one.releases for one in cartons}, sum(one.devices for one in cartons))


def _content(session: Session, cartons: Sequence[UUID]) -> dict[UUID | None, int]:
    """How many packed devices lie in each of these cartons."""
    counts = select(Device.carton_id, func.count()).where(Device.carton_id.in_(cartons))
    counts = counts.where(Device.state == DeviceState.PACKED).group_by(Device.carton_id)
    return {row[0]: row[1] for row in session.execute(counts)}
