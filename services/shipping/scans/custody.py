"""Custody by scan: configured, handed over, taken back, sent back."""

from scanner.codes import Label
from services.chassis.errors import Invalid
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.sentence import say
from services.contracts.values import FreeText, SchoolCode
from services.shipping.model import Custody, Device
from services.shipping.operations.custody import loan_number
from services.shipping.scans.answer import card, done, given, known_device, repeated
from services.shipping.scans.desk import Desk


def configure(desk: Desk, scan: Scan, label: Label) -> Answer:
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
    device = known_device(desk, label, Custody.TAKEN_BACK)
    if device.state is Custody.TAKEN_BACK:
        return repeated(device)
    desk.step(device, scan.at, lambda: device.take_back(scan.at))
    return done(device, say("%(serial)s is taken back.", serial=device.serial))


def send_back(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Into the return shipment of the day for this `reason`; the answer has the number to write on the box."""
    device = known_device(desk, label, Custody.SENT_BACK)
    reason = given(scan, "reason", FreeText)
    if device.state is Custody.SENT_BACK:
        before = say("%(serial)s: already sent back, in return %(number)s.", serial=device.serial, number=device.parcel)
        return Answer(Outcome.REPEATED, before, card(device))
    parcel = desk.returns.parcel(reason, scan.at)
    desk.step(device, scan.at, lambda: device.send_back(parcel, reason, scan.at))
    desk.returns.put(parcel)
    # The parcel itself: a new one has its number when the sentence is put into words, not yet here.
    return done(
        device,
        say("%(serial)s is sent back in return %(number)s. Write it on the box.", serial=device.serial, number=parcel),
    )


def _to_school(desk: Desk, scan: Scan, label: Label) -> Answer:
    device, school = known_device(desk, label, Custody.AT_SCHOOL), given(scan, "school", SchoolCode)
    if device.state is Custody.AT_SCHOOL and device.school == school:
        return repeated(device)
    desk.step(device, scan.at, lambda: device.hand_to_school(school, scan.at))
    return done(device, say("%(serial)s is handed over to school %(school)s.", serial=device.serial, school=school))


def _to_student(desk: Desk, scan: Scan, device: Device) -> Answer:
    if device.state is Custody.ON_LOAN:
        return repeated(device)
    desk.step(device, scan.at, lambda: device.lend(loan_number(), scan.at))
    return done(
        device,
        say("%(serial)s is handed over to a student: loan %(loan)s.", serial=device.serial, loan=device.loan),
    )
