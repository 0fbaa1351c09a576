"""The last steps of the devices whose scans undo something: kept from before, and those that this set itself takes."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis import undo
from services.chassis.outbox import Happening
from services.chassis.undo import LastStep
from services.contracts.shipping import ShippingDeviceUndone
from services.shipping.model import Device
from services.shipping.model.undoing import undo_device


class Past:
    """Loaded only where something is undone. `ended`: the shipments concerned whose receipt has ended, locked."""

    def __init__(self, wanted: bool, ended: Collection[UUID]) -> None:
        self._wanted, self._ended = wanted, ended
        self._last: dict[str, LastStep] = {}

    def load(self, session: Session, devices: Sequence[Device]) -> None:
        """Read the last steps of these devices."""
        if self._wanted:
            self._last = undo.last_steps(session, [_name(device) for device in devices])

    def note(self, happening: Happening) -> None:
        """The happening is the last of its subject from now on."""
        name, event = happening.event.subject(), happening.event
        self._last.pop(name, None)
        if happening.change is not None:
            self._last[name] = LastStep(happening.id, f"{event.noun}.{event.verb}", happening.change)

    def undo(self, device: Device, reason: str) -> ShippingDeviceUndone:
        """Take the device's last step back. Raises `Conflict`, and leaves it, where that cannot be."""
        return undo_device(device, self._last.get(_name(device)), device.shipment_id in self._ended, reason)


def _name(device: Device) -> str:
    return f"device/{device.id}"
