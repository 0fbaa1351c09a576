"""Transfers by scan: a device into the boxes at the board that gives it, out of them at the one that receives it."""

from functools import partial

from scanner.codes import Label
from services.chassis import undo
from services.chassis.errors import Conflict, Invalid, Refusal
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.sentence import Sentence, say
from services.contracts.values import FreeText
from services.shipping.model import Custody, Device, Transfer
from services.shipping.model.custody import ACCEPTED
from services.shipping.model.transferring import check_may_go, not_in_it
from services.shipping.model.transferring import send_on as put_in
from services.shipping.model.transferring import take_over as take_out
from services.shipping.operations.late import turned_up
from services.shipping.operations.transfer_arrival import arrived
from services.shipping.scans.answer import card, done, given, known_device, repeated, unknown
from services.shipping.scans.desk import Desk
from services.shipping.scans.label import serial_on

# Its receipt is done, however it came.
RECEIVED = ACCEPTED | {Custody.DAMAGED}


def send_on(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Into the boxes of the `transfer` named; with how many of those offered are in them then."""
    device = known_device(desk, label, Custody.SENT_ON)
    if device.state is not Custody.SENT_ON:
        check_may_go(device)
    transfer = desk.transfers.filled(scan)
    if device.state is Custody.SENT_ON and device.transfer_id == transfer.id:
        return Answer(Outcome.REPEATED, _counted(desk, device, transfer), card(device))
    held = desk.transfers.held[transfer.id, device.type]
    desk.step(device, scan.at, lambda: put_in(device, transfer, held, scan.at))
    return Answer(Outcome.DONE, _counted(desk, device, transfer), card(device))


def take_over(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Out of a transfer that comes to the board, the one named where one is; `condition` damaged: as `reason` says."""
    transfers, damage = desk.transfers.received(scan), _damage(scan)
    device = desk.arriving(label, {one.id for one in transfers})
    transfer = desk.transfers.of(device) if device else None
    if device is None or transfer is None:
        raise _stranger(desk, label, transfers)
    if device.board == desk.board and device.state in RECEIVED:
        return repeated(device)
    late = turned_up([device], scan.at)
    step = undo.step(device, scan.at, partial(take_out, device, transfer, scan.at, damage))
    desk.take([*arrived(transfer, scan.at), *late, step])
    if damage:
        return done(device, say("%(serial)s is received damaged. Set it aside.", serial=device.serial))
    told = say("%(serial)s is received in transfer %(number)s.", serial=device.serial, number=transfer.number)
    return done(device, told)


def _damage(scan: Scan) -> FreeText | None:
    condition = scan.context.get("condition", "")
    if condition not in ("", "damaged"):
        raise Invalid("scan.condition", say("Say how it came: damaged, or nothing."))
    return given(scan, "reason", FreeText) if condition else None


def _counted(desk: Desk, device: Device, transfer: Transfer) -> Sentence:
    inside, offered = desk.transfers.count(transfer)
    words = {"serial": device.serial, "number": transfer.number, "inside": inside, "offered": offered}
    return say("%(serial)s is in transfer %(number)s: %(inside)s of %(offered)s.", **words)


def _stranger(desk: Desk, label: Label, transfers: list[Transfer]) -> Refusal:
    """What to do with a device that is in none of these transfers; the board's own came in none."""
    own, found = desk.device(label, None), serial_on(label, "")
    name = own.serial if own else found and found[0]
    numbers = ", ".join(one.number for one in transfers)
    if own and not transfers:
        return Conflict(
            "transfer.none",
            say("%(serial)s is your board’s already: no transfer brings it. Leave it where it is.", serial=name),
        )
    if name and transfers:
        return Conflict("transfer.not_in_it", not_in_it(name, numbers))
    return unknown(label, say("No device that is on its way to your board has this code."))
