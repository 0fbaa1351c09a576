"""What operations load to change: locked in the order of ids, one statement a kind; what is missing is refused."""

from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from services.chassis.errors import Invalid, NotFound
from services.contracts.sentence import say
from services.contracts.values import LocationCode
from services.warehouse.model.carton import Carton
from services.warehouse.model.carton_state import PASSED, CartonState
from services.warehouse.model.claim import Claim
from services.warehouse.model.delivery import Delivery
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD, DeviceState
from services.warehouse.model.location import Location
from services.warehouse.model.order import Order
from services.warehouse.model.order_line import Passed
from services.warehouse.model.wave import Wave

FRESH = {"populate_existing": True}
R = TypeVar("R", Carton, Delivery, Device, Order)


def locking(kind: type[R], *conditions: ColumnElement[bool], shared: bool = False) -> Select[R]:
    """Those of which any of these holds, locked in the order of their ids; `shared` against a change alone."""
    found = select(kind).where(or_(*conditions)).order_by(kind.id).with_for_update(read=shared)
    return found.execution_options(populate_existing=True)


def devices_where(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Device]:
    """The devices of which any of these holds, locked."""
    return session.scalars(locking(Device, *conditions)).all()


def devices(session: Session, ids: Collection[UUID]) -> Sequence[Device]:
    """These devices, locked. Raises `NotFound` when one of them is not known."""
    found = devices_where(session, Device.id.in_(set(ids)))
    if len(found) < len(set(ids)):
        raise NotFound("device.unknown", say("One or more of these devices are not known here."))
    return found


def orders_where(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Order]:
    """The orders of which any of these holds, locked, with their lines."""
    return session.scalars(locking(Order, *conditions).options(selectinload(Order.lines))).all()


def order(session: Session, key: UUID) -> Order:
    """This order, locked, with its lines. Raises `NotFound`."""
    for found in orders_where(session, Order.id == key):
        return found
    raise NotFound("order.unknown", say("This order is not known here."))


def orders_behind(session: Session, held: Iterable[Device]) -> dict[UUID | None, Order]:
    """The orders for which these devices are held, locked: what is put away or packed changes them too."""
    keys = {one.order_id for one in held if one.state in HELD}
    return {found.id: found for found in orders_where(session, Order.id.in_(keys))} if keys else {}


def cartons_where(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Carton]:
    """The cartons of which any of these holds, locked. Lock their orders first."""
    return session.scalars(locking(Carton, *conditions)).all()


def cartons_around(session: Session, packed: Iterable[Device]) -> dict[UUID | None, Carton]:
    """The cartons in which these devices lie here, locked: what is put away is taken out of them."""
    keys = {one.carton_id for one in packed if one.state is DeviceState.PACKED}
    return {found.id: found for found in cartons_where(session, Carton.id.in_(keys))} if keys else {}


def cartons_holding(session: Session, packed: Iterable[Device]) -> dict[UUID | None, Carton]:
    """The cartons in which these devices lie here or left, locked."""
    keys = {one.carton_id for one in packed} - {None}
    return {found.id: found for found in cartons_where(session, Carton.id.in_(keys))} if keys else {}


def claim(session: Session, key: UUID) -> Claim:
    """This claim, locked. Raises `NotFound`."""
    found = session.get(Claim, key, with_for_update=True)
    if found is None:
        raise NotFound("claim.unknown", say("This report is not known here."))
    return found


def carton(session: Session, key: UUID) -> Carton:
    """This carton, locked. Raises `NotFound`."""
    for found in cartons_where(session, Carton.id == key):
        return found
    raise NotFound("carton.unknown", say("This carton is not known here."))


def order_of_carton(session: Session, key: UUID) -> UUID:
    """The order of a carton, which is locked before it. Raises `NotFound`."""
    found = session.scalar(select(Carton.order_id).where(Carton.id == key))
    return found or carton(session, key).order_id


def wave(session: Session, key: UUID, shared: bool = False) -> Wave:
    """This wave with its bins, locked; `shared` against its end alone. Raises `NotFound`."""
    lock = {"read": shared}
    found = session.get(Wave, key, with_for_update=lock, populate_existing=True, options=[selectinload(Wave.bins)])
    if found is None:
        raise NotFound("wave.unknown", say("This wave is not known here."))
    return found


def delivery(session: Session, key: UUID) -> Delivery:
    """This delivery, locked. Raises `NotFound`."""
    found = session.get(Delivery, key, with_for_update=True)
    if found is None:
        raise NotFound("delivery.unknown", say("This delivery is not known here."))
    return found


def deliveries_where(session: Session, *conditions: ColumnElement[bool]) -> Sequence[Delivery]:
    """The deliveries of which any of these holds, locked against closing alone: many stations receive into one."""
    return session.scalars(locking(Delivery, *conditions, shared=True)).all()


def passed(session: Session, orders: Collection[UUID]) -> dict[UUID, Passed]:
    """What shipping has of each of these orders."""
    counts = select(Carton.order_id, Carton.state, func.sum(Carton.devices))
    counts = counts.where(Carton.order_id.in_(orders), Carton.state.in_(PASSED))
    found: dict[UUID, dict[CartonState, int]] = {key: {} for key in orders}
    for key, state, devices in session.execute(counts.group_by(Carton.order_id, Carton.state)):
        found[key][state] = devices
    return {key: Passed(one.get(CartonState.CLOSED, 0), one.get(CartonState.DEPARTED, 0)) for key, one in found.items()}


def location(session: Session, code: LocationCode) -> LocationCode:
    """`code`, known here. Raises `Invalid`."""
    if session.get(Location, code) is None:
        raise Invalid("location.unknown", say("Location %(code)s is not known here.", code=code))
    return code
