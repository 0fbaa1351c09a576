"""A device that broke in its carton is set aside, and another takes its place there."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.chassis.errors import Conflict, NotFound
from services.contracts.sentence import say
from services.contracts.values import LocationCode, Serial
from services.warehouse.model import replacement
from services.warehouse.model.carton import Carton
from services.warehouse.model.device import Device
from services.warehouse.model.grounds import Grounds
from services.warehouse.model.life import DeviceState
from services.warehouse.model.order import Order
from services.warehouse.operations import loading, steps
from services.warehouse.operations.tally import Tally


def replace_packed(
    session: Session, key: UUID, broken: UUID, substitute: UUID, location: LocationCode, reason: str
) -> Carton:
    """Take `broken` out of an open carton into quarantine at `location`, and pack `substitute` in its stead, picked
    for the order where it is on a shelf; the promise to the order stays as it is.

    Raises `Conflict`, which says what comes first, while the carton is not open, and where the order needs no other.
    """
    devices = {one.id: one for one in loading.devices(session, {broken, substitute})}
    where, at = loading.location(session, location), act_of(session).at
    order = loading.order(session, loading.order_of_carton(session, key))
    carton = loading.carton(session, key)
    old, new, tally = devices[broken], devices[substitute], Tally()
    replacement.check(carton, old, new)
    orders: dict[UUID | None, Order] = {order.id: order}
    steps.put_away(tally, old, at, where, orders, {carton.id: carton})
    steps.quarantine(tally, old, at, Grounds(reason))
    steps.pick(tally, new, at, order)
    steps.pack(tally, new, at, carton, orders)
    tally.write(session)
    return carton


def substitute_of(session: Session, code: Serial) -> UUID:
    """The device to take from a shelf, or picked already, that has this serial or asset tag.

    Raises `NotFound` for none, and `Conflict` where several makers have the serial: its tag tells them apart.
    """
    named = or_(Device.serial == code, Device.asset_tag == code)
    at_hand = Device.state.in_((DeviceState.STORED, DeviceState.PICKED))
    found: Sequence[UUID] = session.scalars(select(Device.id).where(named, at_hand)).all()
    if not found:
        raise NotFound("device.unknown", say("No device on a shelf or picked has this serial or asset tag."))
    if len(found) > 1:
        told = say("%(code)s is the serial of several devices: give the asset tag instead.", code=code)
        raise Conflict("scan.ambiguous", told)
    return found[0]
