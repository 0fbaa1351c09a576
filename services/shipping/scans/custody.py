"""Custody by scan, of a device or a carton: configured, handed over, taken back; of a device: sent back."""

from scanner.codes import Label
from services.chassis.errors import Invalid
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.sentence import say
from services.contracts.shipping import DeviceHandedOver, DeviceTakenBack
from services.contracts.values import FreeText, SchoolCode
from services.shipping.model import Condition, Custody, Device, Found, SlipKind
from services.shipping.operations.custody import loan_number
from services.shipping.scans.answer import card, done, given, known_device, repeated
from services.shipping.scans.carton import step_carton
from services.shipping.scans.desk import Desk


def configure(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Ready for use: the device, or all in the carton that wait."""
    whole = step_carton(desk, scan, label, Custody.CONFIGURED, lambda one: one.configure(scan.at))
    if whole:
        return whole
    device = known_device(desk, label, Custody.CONFIGURED)
    if device.state is Custody.CONFIGURED:
        return repeated(device)
    desk.step(device, scan.at, lambda: device.configure(scan.at))
    return done(device, say("%(serial)s is configured.", serial=device.serial))


def hand_over(desk: Desk, scan: Scan, label: Label) -> Answer:
    """To the `school` named, or with `student` to one who is not: the answer has the loan number."""
    if bool(scan.context.get("school")) == (scan.context.get("student") == "yes"):
        raise Invalid("scan.receiver", say("Say to whom: a school by its code, or a student."))
    if scan.context.get("school"):
        return _to_school(desk, scan, label)
    return _to_student(desk, scan, known_device(desk, label, Custody.ON_LOAN))


def take_back(desk: Desk, scan: Scan, label: Label) -> Answer:
    """From a school or a student, in the `condition` said: the device, or all in the carton that are out."""
    found = _found(scan)

    def move(one: Device) -> DeviceTakenBack:
        return one.take_back(scan.at, found, desk.recalls.get(one.id))

    whole = step_carton(desk, scan, label, Custody.TAKEN_BACK, move)
    if whole:
        return whole
    device = known_device(desk, label, Custody.TAKEN_BACK)
    if device.state is Custody.TAKEN_BACK:
        return repeated(device)
    desk.step(device, scan.at, lambda: move(device))
    return done(device, say("%(serial)s is taken back.", serial=device.serial))


def send_back(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Into the return shipment of the day for this `reason`; the answer has the number to write on the box."""
    device = known_device(desk, label, Custody.SENT_BACK)
    reason = given(scan, "reason", FreeText)
    if device.state is Custody.SENT_BACK:
        before = say("%(serial)s: already sent back, in return %(number)s.", serial=device.serial, number=device.parcel)
        return Answer(Outcome.REPEATED, before, card(device))
    parcel = desk.returns.parcel(reason, scan.at)
    desk.step(device, scan.at, lambda: device.send_back(parcel, scan.at))
    desk.returns.put(parcel)
    # The parcel itself: a new one has its number when the sentence is put into words, not yet here.
    return done(
        device,
        say("%(serial)s is sent back in return %(number)s. Write it on the box.", serial=device.serial, number=parcel),
    )


def _to_school(desk: Desk, scan: Scan, label: Label) -> Answer:
    school = given(scan, "school", SchoolCode)
    slip = desk.slips.slip(SlipKind.HAND_OVER, school)

    def move(one: Device) -> DeviceHandedOver:
        return one.hand_to_school(school, slip, scan.at)

    whole = step_carton(desk, scan, label, Custody.AT_SCHOOL, move)
    if whole is None:
        device = known_device(desk, label, Custody.AT_SCHOOL)
        if device.state is Custody.AT_SCHOOL and device.school == school:
            return repeated(device)
        desk.step(device, scan.at, lambda: move(device))
        whole = done(
            device, say("%(serial)s is handed over to school %(school)s.", serial=device.serial, school=school)
        )
    if whole.outcome is Outcome.DONE:
        desk.slips.put(slip)
    return whole


def _found(scan: Scan) -> Found:
    """How it was found, as the scan says. Raises `Invalid`."""
    condition = scan.context.get("condition") or None
    if condition not in {None, *Condition}:
        names = ", ".join(Condition)
        raise Invalid("scan.condition", say("Say how it is: one of %(names)s.", names=names))
    note = given(scan, "reason", FreeText) if scan.context.get("reason") else None
    return Found(Condition(condition) if condition else None, note)


def _to_student(desk: Desk, scan: Scan, device: Device) -> Answer:
    if device.state is Custody.ON_LOAN:
        return repeated(device)
    desk.step(device, scan.at, lambda: device.lend(loan_number(), scan.at))
    return done(
        device,
        say("%(serial)s is handed over to a student: loan %(loan)s.", serial=device.serial, loan=device.loan),
    )
