"""A device that a board found in its boxes, once the warehouse knows which one it is."""

from datetime import datetime

from services.contracts.event import Event
from services.contracts.shipping import DeviceAccepted
from services.contracts.warehouse import DeviceIdentified
from services.shipping.model.custody import Custody
from services.shipping.model.device import Device
from services.shipping.model.shipment import Shipment

# No board has it by the records: it may turn up in another one's boxes.
AT_LARGE = frozenset({Custody.RETURNED, Custody.PACKED, Custody.IN_TRANSIT, Custody.MISSING})


def first_heard(told: DeviceIdentified, shipment: Shipment, at: datetime) -> Device:
    """A device that was never packed by scan: it went into a carton unseen."""
    device = Device(id=told.device, maker=told.maker, serial=told.serial, model=told.model, type=told.type)
    device.asset_tag, device.board, device.request = told.asset_tag, told.board, shipment.request
    device.state, device.damaged, device.changed_at = Custody.RETURNED, False, at
    return device


def turn_up(device: Device, shipment: Shipment, at: datetime) -> list[Event]:
    """Missing where it was on its way to, accepted where it was found; nothing where a board has it by now."""
    if device.state not in AT_LARGE:
        return []
    told: list[Event] = [device.miss("", at, elsewhere=True)] if device.state is Custody.IN_TRANSIT else []
    device.state, device.damaged, device.changed_at = Custody.AT_BOARD, False, at
    device.board, device.request, device.shipment_id, device.carton_id = (
        shipment.board,
        shipment.request,
        shipment.id,
        None,
    )
    device.school = device.loan = device.reason = device.return_id = device.transfer_id = None
    device.missed = device.before_return = None
    accepted = DeviceAccepted(
        device=device.id, type=device.type, board=device.board, shipment=shipment.id, request=device.request
    )
    return [*told, accepted]
