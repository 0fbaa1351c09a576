"""What shipping says of cartons: they leave, come back to the dock, or are the warehouse's again; orders follow."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.chassis.outbox import Happening
from services.contracts.envelope import Envelope
from services.contracts.shipping import CartonReleased, ShipmentDispatched, ShipmentUndone, ShipmentVoided
from services.warehouse.model import away, withdrawal
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import CartonState
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD, DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.order_state import OrderState
from services.warehouse.operations import loading
from services.warehouse.operations.tally import lock_stock, save


def depart(session: Session, envelopes: Sequence[Envelope[ShipmentDispatched]]) -> None:
    """Cartons left with a shipment, and their devices with them; an order that waits to be cancelled is not."""
    with_shipment = {carton: one.data.shipment for one in envelopes for carton in one.data.cartons}
    requests = {one.data.request for one in envelopes}
    _move(session, with_shipment, requests, lambda carton: carton.depart(with_shipment[carton.id]), away.depart)


def take_void(session: Session, envelopes: Sequence[Envelope[ShipmentVoided]]) -> None:
    """Shipments were given up, on the road too: their cartons are the warehouse's, their devices packed again."""
    of_shipment = {carton: one.data.shipment for one in envelopes for carton in one.data.cartons}
    requests = {one.data.request for one in envelopes}
    times = Counter(carton for one in envelopes for carton in one.data.cartons)
    _move(
        session,
        of_shipment,
        requests,
        lambda carton: carton.void(of_shipment[carton.id], times[carton.id]),
        away.turn_back,
    )


def take_release(session: Session, envelopes: Sequence[Envelope[CartonReleased]]) -> None:
    """Shipping gave single cartons back."""
    times, requests = Counter(one.data.carton for one in envelopes), {one.data.request for one in envelopes}
    _move(session, times, requests, lambda carton: carton.release(times[carton.id]), away.turn_back)


def turn_back(session: Session, envelopes: Sequence[Envelope[ShipmentUndone]]) -> None:
    """Dispatches were taken back: cartons stand at the dock again. Other steps of a shipment are the board's."""
    dispatches = [one.data for one in envelopes if one.data.step == "shipment.dispatched"]
    of_shipment = {carton: told.shipment for told in dispatches for carton in told.cartons}
    requests = {told.request for told in dispatches}
    _move(session, of_shipment, requests, lambda carton: carton.turn_back(of_shipment[carton.id]), away.turn_back)


def _move(
    session: Session,
    cartons: Collection[UUID],
    requests: Collection[UUID],
    move: Callable[[Carton], bool],
    take: Callable[[Device], None],
) -> None:
    """Have cartons take a step, their devices that are as the step finds them too, and their orders follow."""
    devices = loading.devices_where(session, Device.carton_id.in_(cartons))
    orders = loading.orders_where(session, Order.request.in_(requests))
    moved = {one.id: one for one in loading.cartons_where(session, Carton.id.in_(cartons)) if move(one)}
    origin = DeviceState.PACKED if take is away.depart else DeviceState.DEPARTED
    changing = [one for one in devices if one.carton_id in moved and one.state is origin]
    for device in changing:
        take(device)
    back = [one for one in moved.values() if one.state is CartonState.RELEASED]
    lost = _lost(session, back, devices)
    astray = [one for one in devices if one.carton_id in {box.id for box in back} and one.state not in HELD]
    for device in astray:
        away.leave_carton(device)
    save(session, [*changing, *astray])
    session.flush()
    follow(session, {order.id: order for order in orders}, lost)


def _lost(session: Session, cartons: Sequence[Carton], devices: Sequence[Device]) -> dict[UUID, Counter[str]]:
    """By order, how many devices of each type these cartons do not hold any more of what they were closed over."""
    lying: defaultdict[UUID | None, set[UUID]] = defaultdict(set)
    for device in devices:
        if device.state is DeviceState.PACKED:
            lying[device.carton_id].add(device.id)
    missing = {key: one.order_id for one in cartons for key in one.missing(lying[one.id])}
    lost: defaultdict[UUID, Counter[str]] = defaultdict(Counter)
    if missing:
        for key, kind in session.execute(select(Device.id, Device.type).where(Device.id.in_(missing))):
            lost[missing[key]][kind] += 1
    return lost


def follow(session: Session, orders: Mapping[UUID, Order], lost: Mapping[UUID, Mapping[str, int]]) -> None:
    """Have orders stand as their cartons do, without what is lost of these, and settle what waits to be cancelled."""
    changing = [one for one in orders.values() if one.state is OrderState.CANCELLING or one.id in lost]
    passed = loading.passed(session, orders.keys())
    stock = lock_stock(session, {line.type for order in changing for line in order.lines})
    answers = [withdrawal.follow(order, passed[order.id], lost.get(order.id, {}), stock) for order in orders.values()]
    at = act_of(session).at
    outbox.record_all(session, [Happening(answer, at) for answer in answers if answer is not None])
