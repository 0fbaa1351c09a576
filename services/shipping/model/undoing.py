"""What of a device and of a shipment may be taken back, by whom, and what stands then."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from services.chassis import undo
from services.chassis.errors import Conflict, Forbidden
from services.chassis.undo import LastStep
from services.contracts.roles import BOARD, WAREHOUSE, Role
from services.contracts.sentence import say
from services.contracts.shipping import ShipmentUndone, ShippingDeviceUndone
from services.shipping.model.custody import Custody
from services.shipping.model.device import Device
from services.shipping.model.shipment import Shipment
from services.shipping.model.transfer import Transfer
from services.shipping.model.transferring import MISSING, check_undo

SENT_BACK, UNRETURNED = "device.sent-back", "device.unreturned"
DISPATCHED, DELIVERED, RECEIVED = "shipment.dispatched", "shipment.delivered", "shipment.received"

# Whoever takes a step takes it back.
UNDOERS: Mapping[str, frozenset[Role]] = {DISPATCHED: WAREHOUSE, DELIVERED: WAREHOUSE | BOARD, RECEIVED: BOARD}


def check_device(device: Device, last: LastStep | None, ended: bool, transfer: Transfer | None = None) -> LastStep:
    """The last step, when it may be taken back. `ended`: the receipt of the shipment in which the device came.

    `transfer`: the one that it is in, or in which it came.
    """
    last = undo.check(device, last)
    if transfer is not None:
        check_undo(device, transfer, last.what, last.change.before["state"] == Custody.MISSING)
    if last.what == MISSING:
        raise Conflict(
            "undo.missing",
            say("%(serial)s was missing when the receipt ended: open that receipt again.", serial=device.serial),
        )
    if last.what == UNRETURNED:
        told = say("%(serial)s was not in the boxes of its return: the warehouse closed that.", serial=device.serial)
        raise Conflict("undo.unreturned", told)
    if ended and last.change.before["state"] == Custody.IN_TRANSIT:
        raise Conflict(
            "undo.receipt_ended",
            say("The receipt of %(serial)s has ended: open that receipt again first.", serial=device.serial),
        )
    return last


def undo_device(
    device: Device, last: LastStep | None, ended: bool, reason: str, transfer: Transfer | None = None
) -> ShippingDeviceUndone:
    """Take the last step back. What was missing in a receipt that is open again is in transit."""
    last, part_of = check_device(device, last, ended, transfer), device.transfer_id
    undo.put_back(device, last.change.before)
    if last.what == SENT_BACK:
        device.parcel = None
    if device.state is Custody.MISSING and not ended and part_of is None:
        device.state, device.reason = Custody.IN_TRANSIT, None
    return _told(device, last.event, last.what, reason, part_of)


def reopen_device(device: Device, reason: str, at: datetime) -> ShippingDeviceUndone:
    """What the end of a receipt declared missing is in transit again."""
    if device.state is not Custody.MISSING or device.missed is None:
        raise RuntimeError(f"device {device.id} is {device.state} and was not missing")
    told, device.missed = device.missed, None
    device.state, device.reason, device.changed_at = Custody.IN_TRANSIT, None, at
    return _told(device, told, MISSING, reason)


def expect_device(device: Device, last: LastStep, reason: str) -> ShippingDeviceUndone:
    """What was missing when its return or transfer ended is on its way again, as the end that is undone found it."""
    undo.put_back(device, last.change.before)
    device.taken_by = device.taken_at = device.fault = None
    return _told(device, last.event, last.what, reason, device.transfer_id if last.what == MISSING else None)


def restore_custody(device: Device, missing: bool = False) -> bool:
    """The warehouse took back that it received the device: it stands as it stood before, where that is known.

    `missing`: the receipt that it was on its way to has ended meanwhile, without it.
    """
    if device.state is not Custody.RETURNED or device.before_return is None:
        return False
    travelled = device.before_return["state"] == Custody.IN_TRANSIT
    undo.put_back(device, device.before_return)
    device.before_return = None
    if missing and travelled:
        device.state = Custody.MISSING
    return True


def check_shipment(shipment: Shipment, last: LastStep | None, role: Role, begun: bool) -> LastStep:
    """The last step, when this role may take it back. `begun`: something of the shipment was received."""
    last = undo.check(shipment, last)
    if role not in UNDOERS[last.what]:
        raise Forbidden("undo.role", say("Only whoever recorded the last step of this shipment can undo it: ask them."))
    if last.what == DELIVERED and begun:
        raise Conflict(
            "undo.receipt_begun",
            say("Something of shipment %(number)s was received: undo that first.", number=shipment.number),
        )
    return last


def undo_shipment(shipment: Shipment, last: LastStep, reason: str) -> ShipmentUndone:
    """Take the step that `check_shipment` gave back."""
    undo.put_back(shipment, last.change.before)
    return ShipmentUndone(
        shipment=shipment.id,
        request=shipment.request,
        board=shipment.board,
        cartons=[carton.id for carton in shipment.cartons],
        state=shipment.state.value,
        undone=last.event,
        step=last.what,
        reason=reason,
    )


def _told(device: Device, undone: UUID, step: str, reason: str, transfer: UUID | None = None) -> ShippingDeviceUndone:
    return ShippingDeviceUndone(
        device=device.id,
        type=device.type,
        board=device.board,
        request=device.request,
        state=device.state.value,
        undone=undone,
        step=step,
        reason=reason,
        transfer=transfer,
    )
