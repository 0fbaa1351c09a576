"""Receipt by scan: a carton or a device accepted, a device damaged, a device set aside that no packing list names."""

from collections.abc import Callable, Sequence
from functools import partial

from scanner.codes import Label
from services.chassis import undo
from services.chassis.errors import Conflict, Invalid
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.event import Event
from services.contracts.sentence import say
from services.contracts.values import FreeText, Serial
from services.shipping.model import Carton, Custody, Device, Finding
from services.shipping.model.custody import ACCEPTED
from services.shipping.operations.late import turned_up
from services.shipping.operations.receipt import to_receive
from services.shipping.scans.answer import done, given, known_device, repeated, unknown
from services.shipping.scans.desk import Desk
from services.shipping.scans.label import maker_on, serial_on
from services.shipping.scans.transfer import take_over

LONGEST_MAKER = 40


def accept(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Accept a whole carton or one device; with `shipment`, only out of that one.

    What is on its way from another board is received in its transfer: whoever unpacks need not know which it is.
    """
    carton = desk.carton(label)
    if carton is not None:
        return _accept_carton(desk, scan, carton)
    device = desk.device(label, Custody.AT_BOARD, scan.context.get("shipment", ""))
    if device is not None:
        return _accept_device(desk, scan, device)
    if desk.arriving(label, desk.transfers.coming) is not None:
        return take_over(desk, scan, label)
    maker = _maker(scan, label)
    found = serial_on(label, maker)
    if found is None:
        raise unknown(
            label, say("No carton and no device of your board has this code: scan another code of its label.")
        )
    serial, desk.took = found
    return _set_aside(desk, scan, maker, serial)


def damage(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Report that a device arrived damaged, with what was seen as `reason`; with `shipment`, only out of that one."""
    device = known_device(desk, label, Custody.DAMAGED, scan.context.get("shipment", ""))
    _in_named_shipment(desk, scan, device)
    reason = given(scan, "reason", FreeText)
    if device.state is Custody.DAMAGED:
        return repeated(device)
    _receive(desk, scan, [device], lambda one: one.damage(reason, scan.at))
    return done(device, say("%(serial)s is reported damaged. Set it aside.", serial=device.serial))


def _accept_carton(desk: Desk, scan: Scan, carton: Carton) -> Answer:
    devices = desk.devices_in(carton)
    waiting = to_receive(devices)
    for device in devices[:1]:
        _in_named_shipment(desk, scan, device)
    if not waiting:
        return Answer(Outcome.REPEATED, say("Carton %(code)s was received before.", code=carton.code))
    _receive(desk, scan, waiting, lambda one: one.accept(scan.at))
    return Answer(
        Outcome.DONE, say("Carton %(code)s: %(count)s device(s) accepted.", code=carton.code, count=len(waiting))
    )


def _accept_device(desk: Desk, scan: Scan, device: Device) -> Answer:
    _in_named_shipment(desk, scan, device)
    if device.state in ACCEPTED:
        return repeated(device)
    _receive(desk, scan, [device], lambda one: one.accept(scan.at))
    return done(device, say("%(serial)s is accepted.", serial=device.serial))


def _receive(desk: Desk, scan: Scan, devices: Sequence[Device], move: Callable[[Device], Event]) -> None:
    """Have the devices take their step; that what is in hand was delivered is told before."""
    late = turned_up(devices, scan.at)
    steps = [undo.step(device, scan.at, partial(move, device)) for device in devices]
    desk.arrive(devices[0].shipment_id, scan.at)
    desk.take([*late, *steps])


def _in_named_shipment(desk: Desk, scan: Scan, device: Device) -> None:
    name = scan.context.get("shipment", "")
    if name and device.shipment_id != desk.shipments.chosen(name).id:
        raise Conflict(
            "shipment.other", say("%(serial)s came in another shipment than the one named.", serial=device.serial)
        )


def _set_aside(desk: Desk, scan: Scan, maker: str, serial: Serial) -> Answer:
    shipment = desk.shipments.chosen(scan.context.get("shipment", ""))
    told_aside = say("%(serial)s: set aside, it is not on your packing list. The warehouse is told.", serial=serial)
    if desk.shipments.finding(shipment, serial):
        return Answer(Outcome.REPEATED, told_aside)
    reason = given(scan, "reason", FreeText) if scan.context.get("reason") else ""
    finding, told = Finding.report(shipment.id, desk.board, maker, serial, reason, scan.at)
    desk.shipments.put(finding)
    desk.arrive(shipment.id, scan.at)
    desk.note(told, scan.at)
    return Answer(Outcome.DONE, told_aside)


def _maker(scan: Scan, label: Label) -> str:
    """The maker as the board says, else as the model on the same label tells, else empty: nobody knows it."""
    if scan.context.get("maker"):
        maker = given(scan, "maker", FreeText)
        if len(maker) > LONGEST_MAKER:
            raise Invalid("scan.maker", say("Write the maker in %(longest)s characters.", longest=LONGEST_MAKER))
        return maker
    return maker_on(label)
