"""Lending between schools: a stack lent on for a term, the term extended, given back to the school that lent it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from services.chassis.act import act_of
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Custody, Slip, SlipKind
from services.shipping.model.lending import extend, give_back, lend_on
from services.shipping.operations.slip import number_slips, slip_of
from services.shipping.operations.stack import Stack, devices_of
from services.shipping.operations.steps import take_steps

LENDABLE = frozenset({Custody.AT_SCHOOL})


def lend_devices(
    session: Session, board: BoardCode, stack: Stack, school: SchoolCode, until: date | None = None
) -> tuple[int, Sequence[Slip]]:
    """Lend a stack on to another school, all or none: how many, and an agreement for each school that lends."""
    at = act_of(session).at
    devices = devices_of(session, board, stack, LENDABLE)
    lenders = sorted({SchoolCode(one.lender or one.school) for one in devices if one.school})
    slips = {
        lender: slip_of(session, board, SlipKind.LOAN, school, lender, until) for lender in lenders if lender != school
    }
    number_slips(session, list(slips.values()))
    home = slip_of(session, board, SlipKind.LOAN, school)
    lent = take_steps(
        session,
        devices,
        lambda device: lend_on(device, slips.get(SchoolCode(device.lender or device.school or school), home), at),
    )
    return lent, list(slips.values())


def extend_loans(session: Session, board: BoardCode, stack: Stack, until: date) -> int:
    """Have the loans of a stack end on another day, all or none."""
    at = act_of(session).at
    return take_steps(session, devices_of(session, board, stack, LENDABLE), lambda device: extend(device, until, at))


def give_devices_back(session: Session, board: BoardCode, stack: Stack) -> int:
    """Give a stack back to the schools that lent it, all or none."""
    at = act_of(session).at
    return take_steps(session, devices_of(session, board, stack, LENDABLE), lambda device: give_back(device, at))
