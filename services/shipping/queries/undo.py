"""What can be undone of a device, a shipment, a return or a transfer, or why not."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import undo
from services.chassis.undo import Undoing
from services.contracts.roles import Role
from services.shipping.model import Custody, Device, ReturnShipment, Shipment, Stage, Transfer
from services.shipping.model.receipt import receipt_begun
from services.shipping.model.transfer_undo import check_transfer, still_missing
from services.shipping.model.undoing import check_device, check_shipment
from services.shipping.model.unreturned import STANDS, check_return, stands


def device_undo(session: Session, device: Device) -> Undoing:
    """What a board may take back of a device."""
    last = undo.last_step(session, f"device/{device.id}")
    came = session.get(Shipment, device.shipment_id) if device.shipment_id else None
    ended = came is not None and came.state is Stage.RECEIVED
    transfer = session.get(Transfer, device.transfer_id) if device.transfer_id else None
    return undo.ask(last.what if last else None, lambda: check_device(device, last, ended, transfer))


def shipment_undo(session: Session, shipment: Shipment, role: Role) -> Undoing:
    """What someone of this role may take back of a shipment."""
    last = undo.last_step(session, f"shipment/{shipment.id}")
    return undo.ask(
        last.what if last else None, lambda: check_shipment(shipment, last, role, receipt_begun(session, shipment.id))
    )


def return_undo(session: Session, parcel: ReturnShipment) -> Undoing:
    """Whether the closing of a return may be taken back."""
    last = undo.last_step(session, f"return/{parcel.id}")
    inside = select(Device).where(Device.return_id == parcel.id, Device.state.in_(STANDS))
    left = {f"device/{one.id}": one for one in session.scalars(inside)} if last else {}
    steps = undo.last_steps(session, left)
    standing = [one for name, one in left.items() if stands(one, steps.get(name))]
    return undo.ask(last.what if last else None, lambda: check_return(parcel, last, standing))


def transfer_undo(session: Session, transfer: Transfer) -> Undoing:
    """Whether the end of a transfer may be taken back."""
    last = undo.last_step(session, f"transfer/{transfer.id}")
    inside = select(Device).where(Device.transfer_id == transfer.id, Device.state == Custody.MISSING)
    left = {f"device/{one.id}": one for one in session.scalars(inside)} if last else {}
    steps = undo.last_steps(session, left)
    missing = [one for name, one in left.items() if still_missing(one, steps.get(name))]
    return undo.ask(last.what if last else None, lambda: check_transfer(transfer, last, missing))
