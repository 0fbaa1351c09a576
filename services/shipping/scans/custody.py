"""Custody by scan: configured, handed over, taken back, sent back."""

from uuid_utils.compat import uuid7

from services.chassis.errors import Invalid
from services.chassis.scans import Answer, Scan
from services.contracts.sentence import say
from services.contracts.values import FreeText, SchoolCode
from services.shipping.model import Custody, Device, ReturnShipment
from services.shipping.operations.custody import loan_number
from services.shipping.scans.answer import done, given, known_device, repeated
from services.shipping.scans.desk import Desk
from services.shipping.scans.label import Label


def configure(desk: Desk, scan: Scan, label: Label) -> Answer:
    device = known_device(desk, label, Custody.CONFIGURED)
    if device.state is Custody.CONFIGURED:
        return repeated(device)
    desk.note(device.configure(scan.at), scan.at)
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
    desk.note(device.take_back(scan.at), scan.at)
    return done(device, say("%(serial)s is taken back.", serial=device.serial))


def send_back(desk: Desk, scan: Scan, label: Label) -> Answer:
    """Into the return shipment that all scans of this set with the same `reason` share."""
    device = known_device(desk, label, Custody.SENT_BACK)
    reason = given(scan, "reason", FreeText)
    if device.state is Custody.SENT_BACK:
        return repeated(device)
    parcel = desk.returns.get(reason) or ReturnShipment(id=uuid7(), board=desk.board, reason=reason, sent_at=scan.at)
    told = device.send_back(parcel, reason, scan.at)
    desk.returns[reason] = parcel
    desk.note(told, scan.at)
    return done(device, say("%(serial)s is sent back to the reserve.", serial=device.serial))


def _to_school(desk: Desk, scan: Scan, label: Label) -> Answer:
    device, school = known_device(desk, label, Custody.AT_SCHOOL), given(scan, "school", SchoolCode)
    if device.state is Custody.AT_SCHOOL and device.school == school:
        return repeated(device)
    desk.note(device.hand_to_school(school, scan.at), scan.at)
    return done(device, say("%(serial)s is handed over to school %(school)s.", serial=device.serial, school=school))


def _to_student(desk: Desk, scan: Scan, device: Device) -> Answer:
    if device.state is Custody.ON_LOAN:
        return repeated(device)
    desk.note(device.lend(loan_number(), scan.at), scan.at)
    return done(
        device,
        say("%(serial)s is handed over to a student: loan %(loan)s.", serial=device.serial, loan=device.loan),
    )
