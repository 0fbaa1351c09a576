"""How many scans a station of the warehouse still has before it, by what it is doing; one statement each."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Executable, case, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.station.expected import NOTHING, Asked, Expected, is_named
from services.contracts.sentence import say
from services.warehouse.model.carton import FULL, Carton
from services.warehouse.model.count import Count
from services.warehouse.model.count_result import CountedDevice, CountedUnknown
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import TO_PUT_AWAY, DeviceState
from services.warehouse.model.order import Order
from services.warehouse.model.order_line import OrderLine
from services.warehouse.model.wave import Bin, Wave, WaveState

# What waits for the action, of whoever does it.
WAITING: Mapping[str, tuple[DeviceState, ...]] = {
    "put_away": TO_PUT_AWAY,
    "wipe": (DeviceState.RETURNED,),
    "release": (DeviceState.QUARANTINED,),
    "repaired": (DeviceState.IN_REPAIR,),
}


def expected(session: Session, asked: Asked) -> Expected:
    """Of the delivery, order, wave, carton or count that is named, or of all that waits. Raises `NotFound`."""
    if asked.action in WAITING:
        waiting = select(func.count()).select_from(Device).where(Device.state.in_(WAITING[asked.action]))
        return Expected(expected=session.scalar(waiting) or 0, done=0)
    for name, counter in NAMED.get(asked.action, ()):
        if text := getattr(asked, name):
            return counter(session, text)
    return NOTHING


def _of_delivery(session: Session, name: str) -> Expected:
    came = case((Device.state == DeviceState.ANNOUNCED, 0), else_=1)
    announced = select(func.count(Device.id), func.sum(came)).join(Delivery, Device.delivery_id == Delivery.id)
    named = is_named(Delivery.id, Delivery.number, name)
    total, done = _row(session, announced.where(named, Device.unexpected.is_(False)).group_by(Delivery.id))
    return Expected(expected=total, done=done)


def _of_order(session: Session, name: str) -> Expected:
    lines = select(func.sum(OrderLine.reserved), func.sum(OrderLine.picked)).join(Order, OrderLine.order_id == Order.id)
    reserved, picked = _row(session, lines.where(is_named(Order.id, Order.number, name)).group_by(Order.id))
    return Expected(expected=reserved, done=picked)


def _of_wave(session: Session, name: str) -> Expected:
    """Of all its orders, or of those of the wave under way on the cart that is named."""
    lines = select(func.sum(OrderLine.reserved), func.sum(OrderLine.picked)).join(
        Bin, OrderLine.order_id == Bin.order_id
    )
    on_cart = (Wave.cart == name.upper()) & (Wave.state == WaveState.OPEN)
    named = or_(is_named(Wave.id, Wave.number, name), on_cart)
    reserved, picked = _row(session, lines.join(Wave, Bin.wave_id == Wave.id).where(named).group_by(Wave.id))
    return Expected(expected=reserved, done=picked)


def _of_carton(session: Session, name: str) -> Expected:
    """What lies in it, and what is picked for its order and in no carton yet, as far as it has room."""
    loose = func.sum(OrderLine.picked - OrderLine.packed)
    carton = select(Carton.devices, loose).join(OrderLine, Carton.order_id == OrderLine.order_id)
    inside, left = _row(session, carton.where(is_named(Carton.id, Carton.code, name)).group_by(Carton.id))
    return Expected(expected=min(inside + left, FULL), done=inside)


def _of_count(session: Session, name: str) -> Expected:
    """What was seen; how much should be there nobody is told before the count ends."""
    devices = select(func.count()).where(CountedDevice.count_id == Count.id, CountedDevice.found_at.is_not(None))
    unknown = select(func.count()).where(CountedUnknown.count_id == Count.id)
    seen = select(devices.scalar_subquery() + unknown.scalar_subquery())
    (done,) = _row(session, seen.select_from(Count).where(is_named(Count.id, Count.number, name)))
    return Expected(expected=None, done=done)


NAMED: Mapping[str, Sequence[tuple[str, Callable[[Session, str], Expected]]]] = {
    "receive": [("delivery", _of_delivery)],
    "pick": [("wave", _of_wave), ("order", _of_order)],
    "pack": [("carton", _of_carton)],
    "count": [("count", _of_count)],
}


def _row(session: Session, statement: Executable) -> Sequence[Any]:
    found = session.execute(statement).first()
    if found is None:
        raise NotFound("expected.unknown", say("What this station works on is not known here: name another."))
    return found
