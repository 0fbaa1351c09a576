"""Lending between schools by scan, and the slip that a school signed."""

from datetime import date

from scanner.codes import Kind, Label
from services.chassis.errors import Invalid
from services.chassis.scans import Answer, Outcome, Scan
from services.contracts.sentence import say
from services.contracts.values import SchoolCode
from services.shipping.model import Custody, SlipKind
from services.shipping.model.lending import give_back, lend_on
from services.shipping.scans.answer import done, given, known_device, repeated, unknown
from services.shipping.scans.desk import Desk


def lend(desk: Desk, scan: Scan, label: Label) -> Answer:
    """From the school that has it to the `school` named, `until` a day where one is said."""
    device, school, until = known_device(desk, label, Custody.TAKEN_BACK), given(scan, "school", SchoolCode), _day(scan)
    if device.state is Custody.AT_SCHOOL and device.school == school:
        return repeated(device)
    lender = device.lender or device.school
    slip = desk.slips.slip(SlipKind.LOAN, school, lender and SchoolCode(lender), until)
    desk.step(device, scan.at, lambda: lend_on(device, slip, scan.at))
    if device.slip_id == slip.id:
        desk.slips.put(slip)
    return done(device, say("%(serial)s is lent to school %(school)s.", serial=device.serial, school=school))


def return_to_school(desk: Desk, scan: Scan, label: Label) -> Answer:
    """To the school that lent it."""
    device = known_device(desk, label, Custody.TAKEN_BACK)
    desk.step(device, scan.at, lambda: give_back(device, scan.at))
    return done(device, say("%(serial)s is back at school %(school)s.", serial=device.serial, school=device.school))


def sign(desk: Desk, scan: Scan, label: Label) -> Answer:
    """The slip on the label came back signed."""
    slip = next((one for one in map(desk.slips.named, (one.value for one in label.of(Kind.DOCUMENT))) if one), None)
    if slip is None:
        raise unknown(label, say("No slip of your board has this number."))
    if slip.signed_at is not None:
        return Answer(Outcome.REPEATED, say("Slip %(number)s: already signed.", number=slip.number))
    slip.sign(scan.at)
    return Answer(Outcome.DONE, say("Slip %(number)s is signed.", number=slip.number))


def _day(scan: Scan) -> date | None:
    text = scan.context.get("until", "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid("scan.until", say("Write the day as 2021-06-23.")) from error
