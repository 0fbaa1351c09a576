"""Use cases on devices by their ids, all or nothing, on the way to a board."""

from collections.abc import Callable, Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.contracts.envelope import Envelope
from services.contracts.shipping import DeviceSentBack, DeviceUnreturned
from services.contracts.values import LocationCode
from services.warehouse.model import away
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState, origins
from services.warehouse.operations import loading, steps
from services.warehouse.operations.tally import CHANGING, Tally, save

# Each use case gives how many devices took the step now; those that had taken it before count for nothing.


def receive(session: Session, ids: Collection[UUID], location: LocationCode) -> int:
    """Announced devices, and those sent back by boards, come in."""
    devices = loading.devices(session, ids)
    where = loading.location(session, location)
    return each(session, devices, lambda tally, device: steps.receive(tally, device, act_of(session).at, where))


def put_away(session: Session, ids: Collection[UUID], location: LocationCode) -> int:
    """Devices are shelved, moved between shelves, or put back after they were picked, even out of an open carton."""
    devices = loading.devices(session, ids)
    where, at = loading.location(session, location), act_of(session).at
    orders, cartons = loading.orders_behind(session, devices), loading.cartons_around(session, devices)
    return each(session, devices, lambda tally, device: steps.put_away(tally, device, at, where, orders, cartons))


def pick(session: Session, ids: Collection[UUID], order: UUID) -> int:
    """Devices leave their shelves for an order."""
    devices = loading.devices(session, ids)
    target, at = loading.order(session, order), act_of(session).at
    return each(session, devices, lambda tally, device: steps.pick(tally, device, at, target))


def pack(session: Session, ids: Collection[UUID], carton: UUID) -> int:
    """Picked devices go into a carton of their order."""
    devices = loading.devices(session, ids)
    orders, at = loading.orders_behind(session, devices), act_of(session).at
    target = loading.carton(session, carton)
    return each(session, devices, lambda tally, device: steps.pack(tally, device, at, target, orders))


def expect_returns(session: Session, envelopes: Sequence[Envelope[DeviceSentBack]]) -> None:
    """What boards sent back is expected at the dock. What has come in meanwhile, or is not ours, stays as it is."""
    told = {envelope.data.device: envelope.data for envelope in envelopes}
    devices = loading.devices_where(session, Device.id.in_(told))
    gone = [device for device in devices if device.state in origins(DeviceState.RETURNING)]
    for device in gone:
        away.expect(device, told[device.id].reason, told[device.id].number)
    save(session, gone, (*CHANGING, "return_number"))


def expect_no_more(session: Session, envelopes: Sequence[Envelope[DeviceUnreturned]]) -> None:
    """What was not in the boxes of a return is with its board. What has come in meanwhile stays as it is."""
    told = {envelope.data.device for envelope in envelopes}
    waited = [one for one in loading.devices_where(session, Device.id.in_(told)) if one.state is DeviceState.RETURNING]
    for device in waited:
        away.stay(device)
    save(session, waited)


def each(session: Session, devices: Iterable[Device], step: Callable[[Tally, Device], bool]) -> int:
    """Have each of these devices take the step; how many took it now."""
    tally = Tally()
    taken = sum(step(tally, device) for device in devices)
    tally.write(session)
    return taken
