"""What comes after its receipt was ended without it: told as such, so that whoever looks for it can stop."""

from collections.abc import Sequence
from datetime import datetime

from services.chassis.outbox import Happening
from services.contracts.shipping import DeviceTurnedUp
from services.shipping.model import Custody, Device


def turned_up(devices: Sequence[Device], at: datetime) -> list[Happening]:
    """Of these devices, asked before they are received, those that were missing; how each came is told after this."""
    return [Happening(_told(one), at) for one in devices if one.state is Custody.MISSING and one.shipment_id]


def _told(device: Device) -> DeviceTurnedUp:
    if device.shipment_id is None:
        raise RuntimeError(f"device {device.id} is missing and came in no shipment")
    return DeviceTurnedUp(
        device=device.id,
        type=device.type,
        board=device.board,
        shipment=device.shipment_id,
        request=device.request,
        transfer=device.transfer_id,
    )
