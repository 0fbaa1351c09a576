"""What is heard of a device outside the warehouse: gone, turned back, sent back or not, found with a board."""

from services.warehouse.model.carton import Cartons
from services.warehouse.model.device import Device
from services.warehouse.model.life import HELD, IDENTIFIABLE, NOT_FOUND, REFUSED, TAKEN_BACK, DeviceState, refusal
from services.warehouse.model.order import Orders


def depart(device: Device) -> None:
    """Leave with its carton; shipping tells it."""
    device.check_move(DeviceState.DEPARTED)
    device.state = DeviceState.DEPARTED


def turn_back(device: Device) -> None:
    """Stand at the dock again in its carton: it did not get to a board."""
    _go_back(device, DeviceState.PACKED)


def leave_carton(device: Device) -> None:
    """Be of no carton and order any more: it was not in the carton when that came back."""
    device.order_id = device.carton_id = None


def expect(device: Device, reason: str, number: str) -> None:
    """Be on its way back from a board, for the reason given there, in the return of this number."""
    device.check_move(DeviceState.RETURNING)
    device.state, device.reason, device.return_number = DeviceState.RETURNING, reason, number or None


def expect_anew(device: Device, reason: str) -> None:
    """Be on its way back after all, in the return in which it was before that was closed without it."""
    device.check_move(DeviceState.RETURNING)
    device.state, device.reason = DeviceState.RETURNING, reason


def stay(device: Device) -> None:
    """Stay with its board after all, which takes its return back, or in whose boxes it was not."""
    _go_back(device, DeviceState.DEPARTED)
    device.reason = None


def leave_unseen(device: Device, orders: Orders, cartons: Cartons) -> None:
    """Be gone with a shipment, whatever the records said."""
    if device.state not in IDENTIFIABLE:
        raise refusal(device.name, device.state, NOT_FOUND)
    if device.state in HELD:
        device.leave(orders, cartons)
    device.state, device.location, device.order_id, device.carton_id = DeviceState.DEPARTED, None, None, None


def _go_back(device: Device, target: DeviceState) -> None:
    """Take back what shipping told: no step of the warehouse leads there."""
    if TAKEN_BACK.get(device.state) is not target:
        raise refusal(device.name, device.state, REFUSED[target])
    device.state = target
