"""Devices that the warehouse has again, and those of which it took that back."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from services.chassis import undo
from services.contracts.envelope import Envelope
from services.contracts.warehouse import (
    DeviceReceived,
    DeviceRetired,
    DeviceWiped,
    DeviceWrittenOff,
    WarehouseDeviceUndone,
)
from services.shipping.model import Custody, Device, ReturnShipment
from services.shipping.model.passage import come_back
from services.shipping.model.undoing import restore_custody
from services.shipping.operations.line import missing_now
from services.shipping.operations.loading import write_alike

RECEIVED = "device.received"
Kept = DeviceWiped | DeviceRetired | DeviceWrittenOff


def end_custody(session: Session, envelopes: Sequence[Envelope[DeviceReceived]]) -> None:
    """The warehouse has these devices again. First receipts, from suppliers, are none of shipping's."""
    back = {envelope.data.device: envelope.time for envelope in envelopes if envelope.data.returned}
    devices = _locked(session, back)
    for device in devices:
        if device.state is not Custody.RETURNED:
            come_back(device, back[device.id])
    write_alike(devices)


def resume_custody(session: Session, envelopes: Sequence[Envelope[WarehouseDeviceUndone]]) -> None:
    """The warehouse took back that it received these devices: each stands again as its board had it."""
    undone = {envelope.data.device for envelope in envelopes if envelope.data.step == RECEIVED}
    back = _locked(session, undone)
    missing = missing_now(session, undone)
    devices = [device for device in back if restore_custody(device, device.id in missing)]
    write_alike(devices)
    session.flush()
    _expect(session, {device.return_id for device in devices if device.return_id})


def forget_users(session: Session, envelopes: Sequence[Envelope[Kept]]) -> None:
    """These devices are the reserve's for good: nothing leads back to who had them, above all no loan number."""
    ids = {envelope.data.device for envelope in envelopes}
    home = select(Device.id).where(Device.id.in_(ids), Device.state == Custody.RETURNED)
    devices = session.scalars(home.order_by(Device.id).with_for_update()).all()
    if not devices:
        return
    session.execute(update(Device).where(Device.id.in_(devices)).values(before_return=None))
    undo.forget(session, [f"device/{device}" for device in devices])


def _locked(session: Session, ids: Collection[UUID]) -> Sequence[Device]:
    found = select(Device).where(Device.id.in_(ids)).options(joinedload(Device.parcel)).order_by(Device.id)
    return session.scalars(found.with_for_update(of=Device)).all()


def _expect(session: Session, returns: Collection[UUID]) -> None:
    """Those returns of which nothing is received any more are on their way again."""
    arrived = select(Device.return_id).where(Device.return_id.in_(returns), Device.state == Custody.RETURNED)
    none_here = select(ReturnShipment).where(ReturnShipment.id.in_(returns), ReturnShipment.id.not_in(arrived))
    for parcel in session.scalars(none_here.order_by(ReturnShipment.id).with_for_update()):
        parcel.is_expected()
