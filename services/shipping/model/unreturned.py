"""What a return was closed without: each such device is its board's again, set aside there until somebody says more."""

from collections.abc import Sequence
from datetime import datetime

from services.chassis import undo
from services.chassis.errors import Conflict
from services.chassis.undo import LastStep
from services.contracts.sentence import say
from services.contracts.shipping import DeviceUnreturned, ReturnUndone
from services.shipping.model.custody import Custody
from services.shipping.model.device import Device
from services.shipping.model.returned import ReturnShipment
from services.shipping.model.undoing import UNRETURNED

# How a device stands that was not in the boxes: as one that was taken back, or as damaged as it came.
STANDS = frozenset({Custody.TAKEN_BACK, Custody.DAMAGED})


def leave_out(device: Device, parcel: ReturnShipment, reason: str, at: datetime) -> DeviceUnreturned:
    """It was not in the boxes. Its return is still named, so that what comes late settles the difference."""
    if device.state is not Custody.SENT_BACK:
        raise RuntimeError(f"device {device.id} is {device.state} and not expected in {parcel}")
    device.state = Custody.DAMAGED if device.damaged else Custody.TAKEN_BACK
    device.reason, device.changed_at = reason, at
    # Nobody has it in hand: it waits for no configuration.
    device.fault = f"{parcel}: {reason}"[:500]
    return DeviceUnreturned(
        device=device.id,
        type=device.type,
        board=device.board,
        parcel=parcel.id,
        number=parcel.number,
        reason=reason,
        damaged=device.damaged,
    )


def stands(device: Device, last: LastStep | None) -> bool:
    """Whether nothing followed since its return was closed without it."""
    return last is not None and last.what == UNRETURNED and undo.snapshot(device) == last.change.after


def check_return(parcel: ReturnShipment, last: LastStep | None, standing: Sequence[Device]) -> LastStep:
    """The closing, when it may be taken back: all that was missing still `stands` as it left it. Raises `Conflict`."""
    last = undo.check(parcel, last)
    moved = (parcel.missing or 0) - len(standing)
    if moved:
        told = say("%(count)s device(s) that were missing have moved on since the closing.", count=moved)
        raise Conflict("return.moved_on", told)
    return last


def undo_return(parcel: ReturnShipment, last: LastStep, reason: str) -> ReturnUndone:
    """Take the closing that `check_return` gave back."""
    undo.put_back(parcel, last.change.before)
    return ReturnUndone(
        parcel=parcel.id,
        number=parcel.number,
        board=parcel.board,
        undone=last.event,
        step=last.what,
        reason=reason,
    )
