"""By scan: lost, stolen, found; and the last step undone."""

from collections.abc import Callable
from datetime import datetime

from scanner.codes import Label
from services.chassis.scans import Answer, Scan
from services.contracts.event import Event
from services.contracts.sentence import say
from services.contracts.values import FreeText
from services.shipping.model import Custody, Device, loss
from services.shipping.model.custody import NAMES
from services.shipping.operations.incident import losses
from services.shipping.scans.answer import done, given, known_device, repeated
from services.shipping.scans.desk import Desk


def lose(desk: Desk, scan: Scan, label: Label) -> Answer:
    """It cannot be found, as `reason` says."""
    device, reason = known_device(desk, label, Custody.LOST), given(scan, "reason", FreeText)
    if device.state is Custody.LOST:
        return repeated(device)
    _go(desk, device, Custody.LOST, reason, scan.at, loss.lose)
    return done(device, say("%(serial)s is reported lost.", serial=device.serial))


def steal(desk: Desk, scan: Scan, label: Label) -> Answer:
    """It was stolen, as `reason` says."""
    device, reason = known_device(desk, label, Custody.STOLEN), given(scan, "reason", FreeText)
    if device.state is Custody.STOLEN:
        return repeated(device)
    _go(desk, device, Custody.STOLEN, reason, scan.at, loss.steal)
    return done(device, say("%(serial)s is reported stolen.", serial=device.serial))


def find(desk: Desk, scan: Scan, label: Label) -> Answer:
    device = known_device(desk, label, Custody.TAKEN_BACK)
    if device.state is Custody.TAKEN_BACK:
        return repeated(device)
    desk.step(device, scan.at, lambda: loss.find(device, scan.at))
    if device.state is Custody.DAMAGED:
        return done(device, say("%(serial)s is found, and damaged as before. Set it aside.", serial=device.serial))
    return done(device, say("%(serial)s is found. Configure it anew before it is handed over.", serial=device.serial))


def undo(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Take back the device's last step, for the `reason` given."""
    device, reason = known_device(desk, label, None), given(scan, "reason", FreeText)
    desk.undo(device, reason, scan.at)
    return done(
        device,
        say("%(serial)s: last step undone. It is %(state)s.", serial=device.serial, state=NAMES[device.state]),
    )


def _go(desk: Desk, device: Device, kind: Custody, reason: str, at: datetime, move: Callable[..., Event]) -> None:
    """Have the device go; one that was used concerns the register of incidents."""
    lost = losses([device], kind, reason, at)
    desk.step(device, at, lambda: move(device, reason, at))
    desk.lost.extend(lost)
