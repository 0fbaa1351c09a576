"""A device from one board to another: into the boxes of a transfer, and out of them by the board that receives it."""

from datetime import datetime
from typing import Any

from services.chassis.errors import Conflict
from services.contracts.sentence import Sentence, say
from services.contracts.shipping import DeviceSentOn, DeviceTransferred
from services.contracts.values import FreeText
from services.shipping.model.custody import NAMES, TAKING_OVER, Custody, refusal
from services.shipping.model.device import Device
from services.shipping.model.transfer import Transfer
from services.shipping.model.transfer_stage import GONE, TransferStage
from services.shipping.model.transfer_stage import NAMES as STAGES
from services.shipping.model.transfer_stage import refusal as stage_refusal

SENT_ON, TRANSFERRED, MISSING = "device.sent-on", "device.transferred", "device.missing"


def send_on(device: Device, transfer: Transfer, held: int, at: datetime) -> DeviceSentOn:
    """Into the boxes of a transfer, which hold so many of its type."""
    check_may_go(device)
    _check_room(device, transfer, held)
    _become(device, Custody.SENT_ON, at)
    device.transfer_id = transfer.id
    whose: dict[str, Any] = {"board": transfer.origin, "receiver": transfer.receiver}
    return DeviceSentOn(**_about(device, transfer), **whose, number=transfer.number)


def take_over(device: Device, transfer: Transfer, at: datetime, damage: FreeText | None = None) -> DeviceTransferred:
    """From the board that sent it on to the one that has it now; with what is broken where it came damaged.

    What turns up after the transfer has ended is still taken.
    """
    state = Custody.DAMAGED if damage else Custody.AT_BOARD
    if transfer.stage not in GONE:
        told = stage_refusal(transfer.number, transfer.stage, TransferStage.RECEIVED)
        raise Conflict("transfer.not_coming", told)
    if device.transfer_id != transfer.id:
        raise Conflict("transfer.not_in_it", not_in_it(device.serial, transfer.number))
    if (device.state, state) not in TAKING_OVER:
        words = {"serial": device.serial, "state": NAMES[device.state]}
        raise Conflict(
            "device.not_coming", say("%(serial)s: %(state)s. It is on its way to your board no more.", **words)
        )
    _become(device, state, at)
    device.damaged, device.reason = damage is not None, damage
    whose: dict[str, Any] = {"board": transfer.receiver, "origin": transfer.origin}
    told_over = DeviceTransferred(**_about(device, transfer), **whose, damaged=damage is not None, reason=damage or "")
    device.board, device.carton_id = told_over.board, None
    return told_over


def check_may_go(device: Device) -> None:
    """Raises `Conflict` unless it is at hand, whatever the transfer."""
    if not device.may(Custody.SENT_ON):
        raise Conflict("device.not_sent_on", refusal(device.serial, device.state, Custody.SENT_ON))


def check_undo(device: Device, transfer: Transfer, step: str, late: bool) -> None:
    """Raises `Conflict` where its step in a transfer is no more its board's to undo; `late`: it had been missing."""
    words = {"serial": device.serial, "number": transfer.number, "stage": STAGES[transfer.stage]}
    if step == SENT_ON and transfer.stage is not TransferStage.APPROVED:
        told = say("%(serial)s: transfer %(number)s is %(stage)s. The other board says what came of it.", **words)
        raise Conflict("undo.transfer_left", told)
    if step == TRANSFERRED and transfer.stage is TransferStage.CLOSED and not late:
        told = say(
            "%(serial)s: transfer %(number)s is %(stage)s. Undo its end first, or offer the device in a new one.",
            **words,
        )
        raise Conflict("undo.transfer_closed", told)
    if step == MISSING:
        told = say("%(serial)s was missing when transfer %(number)s ended: its receiver can undo that end.", **words)
        raise Conflict("undo.transfer_missing", told)


def not_in_it(serial: str, number: str) -> Sentence:
    """What to do with a device that nobody scanned into the boxes."""
    return say(
        "%(serial)s is not in transfer %(number)s. Set it aside and call the board that sent it: it scans it into one.",
        serial=serial,
        number=number,
    )


def _check_room(device: Device, transfer: Transfer, held: int) -> None:
    """Raises `Conflict` unless one more of its type goes into the boxes."""
    if transfer.stage is not TransferStage.APPROVED:
        told = stage_refusal(transfer.number, transfer.stage, TransferStage.DISPATCHED)
        raise Conflict("transfer.takes_none", told)
    most = next((line.quantity for line in transfer.lines if line.type == device.type), 0)
    if held >= most:
        words = {"number": transfer.number, "count": most}
        told = say("Transfer %(number)s takes %(count)s of this type, no more. Keep this device.", **words)
        raise Conflict("transfer.full", told)


def _become(device: Device, state: Custody, at: datetime) -> None:
    device.state, device.changed_at = state, at
    device.taken_by = device.taken_at = device.fault = None


def _about(device: Device, transfer: Transfer) -> dict[str, Any]:
    return {"device": device.id, "type": device.type, "transfer": transfer.id}
