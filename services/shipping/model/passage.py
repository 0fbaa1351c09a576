"""A device between the warehouse and its board: packed, gone with its shipment, and home again. None of it is told."""

from datetime import datetime
from uuid import UUID

from services.chassis import undo
from services.contracts.warehouse import CartonClosed, PackedDevice
from services.shipping.model.custody import Custody
from services.shipping.model.device import Device


def first_packed(line: PackedDevice, told: CartonClosed, at: datetime) -> Device:
    """A device heard of for the first time, on a carton's packing list."""
    device = Device(id=line.device, maker=line.maker, serial=line.serial, model=line.model, type=line.type)
    device.state, device.damaged = Custody.PACKED, False
    _enter(device, line, told, at)
    return device


def pack(device: Device, line: PackedDevice, told: CartonClosed, at: datetime) -> None:
    """Packed once more: it had come back to the reserve. What the last board did with it is the log's."""
    device.become(Custody.PACKED, at)
    _enter(device, line, told, at)


def depart(device: Device, shipment: UUID, at: datetime) -> None:
    """On its way in this shipment."""
    device.become(Custody.IN_TRANSIT, at)
    device.shipment_id = shipment


def unload(device: Device, at: datetime) -> None:
    """Off the truck, at the dock in its carton again."""
    if device.state is not Custody.IN_TRANSIT:
        raise RuntimeError(f"device {device.id} is {device.state} and on no truck")
    device.state, device.shipment_id, device.changed_at = Custody.PACKED, None, at


def unpack(device: Device, at: datetime) -> None:
    """The warehouse opened its carton again: it never left, is nobody's, and need not come into it again."""
    device.become(Custody.RETURNED, at)
    device.before_return = device.carton_id = None


def come_back(device: Device, at: datetime) -> None:
    """The warehouse has it: custody ends. How it stood is kept apart until it is packed again."""
    before = undo.snapshot(device)
    device.become(Custody.RETURNED, at)
    device.before_return = before
    device.leave_school()
    device.loan = None
    if device.parcel is not None:
        device.parcel.arrive(at)


def _enter(device: Device, line: PackedDevice, told: CartonClosed, at: datetime) -> None:
    """Into the carton, of which the packing list told; nothing of its last board's is kept."""
    device.asset_tag, device.board, device.request = line.asset_tag, told.board, told.request
    device.carton_id, device.shipment_id, device.return_id, device.transfer_id = told.carton, None, None, None
    device.reason = device.loan = None
    device.leave_school()
    device.damaged, device.changed_at = False, at
    device.missed = device.before_return = None
