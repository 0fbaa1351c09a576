"""A device lost or stolen, and found again."""

from datetime import datetime

from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.shipping import DeviceFound, DeviceLost, DeviceStolen
from services.shipping.model.custody import NAMES, Custody
from services.shipping.model.device import Device


def lose(device: Device, reason: str, at: datetime) -> DeviceLost:
    """Its school or loan is kept: they stay answerable."""
    device.become(Custody.LOST, at)
    device.reason = reason
    return DeviceLost(**device.about(), reason=reason)


def steal(device: Device, reason: str, at: datetime) -> DeviceStolen:
    """It was stolen; its school or loan is kept: they stay answerable."""
    device.become(Custody.STOLEN, at)
    device.reason = reason
    return DeviceStolen(**device.about(), reason=reason)


def find(device: Device, at: datetime) -> DeviceFound:
    """At its board again, to be configured anew or as damaged as it came; nobody else answers for it any more."""
    if device.state not in {Custody.LOST, Custody.STOLEN}:
        words = {"serial": device.serial, "state": NAMES[device.state]}
        raise Conflict(
            "device.not_found", say("%(serial)s: %(state)s. Only a device lost or stolen can be found.", **words)
        )
    device.become(Custody.DAMAGED if device.damaged else Custody.TAKEN_BACK, at)
    device.leave_school()
    device.loan = device.reason = None
    return DeviceFound(**device.about(), damaged=device.damaged)
