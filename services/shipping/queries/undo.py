"""What can be undone of a device or a shipment, or why not."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from services.chassis import undo
from services.chassis.errors import Refusal
from services.chassis.undo import LastStep
from services.contracts.roles import Role
from services.contracts.sentence import Sentence
from services.shipping.model import Device, Shipment, Stage
from services.shipping.model.receipt import receipt_begun
from services.shipping.model.undoing import check_device, check_shipment


@dataclass(frozen=True)
class Possible:
    """The last step when it can be undone, else why not."""

    step: str | None = None
    why: Sentence | None = None


def device_undo(session: Session, device: Device) -> Possible:
    """What a board may take back of a device."""
    last = undo.last_step(session, f"device/{device.id}")
    came = session.get(Shipment, device.shipment_id) if device.shipment_id else None
    ended = came is not None and came.state is Stage.RECEIVED
    return _judged(last, lambda: check_device(device, last, ended))


def shipment_undo(session: Session, shipment: Shipment, role: Role) -> Possible:
    """What someone of this role may take back of a shipment."""
    last = undo.last_step(session, f"shipment/{shipment.id}")
    return _judged(last, lambda: check_shipment(shipment, last, role, receipt_begun(session, shipment.id)))


def _judged(last: LastStep | None, check: Callable[[], LastStep]) -> Possible:
    try:
        return Possible(step=check().what)
    except Refusal as refusal:
        return Possible(last.what if last else None, refusal.sentence)
