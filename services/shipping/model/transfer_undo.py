"""The end of a transfer taken back: what it declared missing is on its way to the other board again."""

from collections.abc import Sequence

from services.chassis import undo
from services.chassis.errors import Conflict
from services.chassis.undo import LastStep
from services.contracts.sentence import say
from services.contracts.shipping import TransferUndone
from services.shipping.model.custody import Custody
from services.shipping.model.device import Device
from services.shipping.model.transfer import Transfer
from services.shipping.model.transferring import MISSING


def still_missing(device: Device, last: LastStep | None) -> bool:
    """Whether nothing followed since its transfer ended without it."""
    missed = last is not None and last.what == MISSING and undo.snapshot(device) == last.change.after
    return missed and device.state is Custody.MISSING


def check_transfer(transfer: Transfer, last: LastStep | None, missing: Sequence[Device]) -> LastStep:
    """The end, when it may be taken back: all that it declared missing is `still_missing`. Raises `Conflict`."""
    last = undo.check(transfer, last)
    moved = (transfer.missed or 0) - len(missing)
    if moved:
        told = say(
            "%(count)s device(s) that were missing when transfer %(number)s ended have moved on since: "
            "its end stays. What else comes is received all the same.",
            count=moved,
            number=transfer.number,
        )
        raise Conflict("transfer.moved_on", told)
    return last


def undo_transfer(transfer: Transfer, last: LastStep, reason: str) -> TransferUndone:
    """Take the end that `check_transfer` gave back."""
    undo.put_back(transfer, last.change.before)
    if transfer.receiver is None:
        raise RuntimeError(f"transfer {transfer} ended and went to nobody")
    return TransferUndone(
        transfer=transfer.id,
        number=transfer.number,
        origin=transfer.origin,
        receiver=transfer.receiver,
        state=transfer.stage.value,
        undone=last.event,
        step=last.what,
        reason=reason,
    )
