"""Lending between schools of a board: from the one that has a device to another, for a term, and home again."""

from datetime import date, datetime

from services.chassis.errors import Conflict
from services.contracts.sentence import say
from services.contracts.shipping import DeviceLent
from services.contracts.values import SchoolCode
from services.shipping.model.calendar import day_of
from services.shipping.model.custody import NAMES, Custody
from services.shipping.model.device import Device
from services.shipping.model.slip import Slip


def lend_on(device: Device, slip: Slip, at: datetime) -> DeviceLent:
    """From the school that has it to the one of the slip. A loan passed on is still the first school's."""
    origin = _at_school(device)
    if origin == slip.school:
        raise Conflict(
            "device.same_school",
            say("%(serial)s is at this school already. Name another one.", serial=device.serial),
        )
    _not_over(slip.until, at)
    lender = SchoolCode(device.lender or origin)
    if lender == slip.school:
        return give_back(device, at)
    device.school, device.lender, device.lent_until, device.slip_id = slip.school, lender, slip.until, slip.id
    device.changed_at = at
    return _told(device, origin, slip=slip.id)


def give_back(device: Device, at: datetime) -> DeviceLent:
    """To the school that lent it: the loan is over. Raises `Conflict` for what is not lent."""
    origin = _at_school(device)
    lender = _lender(device)
    device.school, device.lender, device.lent_until, device.slip_id, device.changed_at = lender, None, None, None, at
    return _told(device, origin, given_back=True)


def extend(device: Device, until: date, at: datetime) -> DeviceLent:
    """The loan ends on another day."""
    _at_school(device)
    lender = _lender(device)
    _not_over(until, at)
    device.lent_until, device.changed_at = until, at
    return _told(device, lender)


def _told(device: Device, origin: SchoolCode, **more: object) -> DeviceLent:
    return DeviceLent.model_validate(
        {
            "device": device.id,
            "type": device.type,
            "board": device.board,
            "school": device.school,
            "origin": origin,
            "until": device.lent_until,
            **more,
        }
    )


def _at_school(device: Device) -> SchoolCode:
    if device.state is not Custody.AT_SCHOOL or device.school is None:
        raise Conflict(
            "device.not_lent",
            say(
                "%(serial)s: %(state)s. Only a device at a school can be lent.",
                serial=device.serial,
                state=NAMES[device.state],
            ),
        )
    return SchoolCode(device.school)


def _lender(device: Device) -> SchoolCode:
    if device.lender is None:
        raise Conflict("device.no_loan", say("%(serial)s is lent by no school.", serial=device.serial))
    return SchoolCode(device.lender)


def _not_over(until: date | None, at: datetime) -> None:
    if until is not None and until < day_of(at):
        raise Conflict("loan.over", say("That day is past. Give the last day of the loan."))
