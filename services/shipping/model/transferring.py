"""A device from one board to another: into the boxes of a transfer, and out of them by the board that receives it."""

from datetime import datetime

from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.shipping import DeviceSentOn, DeviceTransferred
from services.contracts.values import FreeText
from services.shipping.model.custody import NAMES, TAKING_OVER, Custody, refusal
from services.shipping.model.device import Device
from services.shipping.model.transfer import Transfer


def send_on(device: Device, transfer: Transfer, held: int, at: datetime) -> DeviceSentOn:
    """Into the boxes of a transfer, which hold so many of its type."""
    if not device.may(Custody.SENT_ON):
        raise Conflict("device.not_sent_on", refusal(device.serial, device.state, Custody.SENT_ON))
    transfer.takes(device.type, held)
    _become(device, Custody.SENT_ON, at)
    device.transfer_id = transfer.id
    return transfer.sends(device.id, device.type)


def take_over(device: Device, transfer: Transfer, at: datetime, damage: FreeText | None = None) -> DeviceTransferred:
    """From the board that sent it on to the one that has it now; with what is broken where it came damaged."""
    transfer.brings(device.transfer_id, device.serial)
    state = Custody.DAMAGED if damage else Custody.AT_BOARD
    if (device.state, state) not in TAKING_OVER:
        words = {"serial": device.serial, "state": NAMES[device.state]}
        raise Conflict(
            "device.not_coming", say("%(serial)s: %(state)s. It is on its way to your board no more.", **words)
        )
    _become(device, state, at)
    device.damaged, device.reason = damage is not None, damage
    told = transfer.hands_over(device.id, device.type, damage)
    device.board, device.carton_id = told.board, None
    return told


def _become(device: Device, state: Custody, at: datetime) -> None:
    device.state, device.changed_at = state, at
    device.taken_by = device.taken_at = device.fault = None
