"""Slips: made for a stack that goes to a school, numbered, and signed by the school."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.counter import next_numbers
from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Slip, SlipKind


def slip_of(
    session: Session,
    board: BoardCode,
    kind: SlipKind,
    school: SchoolCode,
    lender: SchoolCode | None = None,
    until: date | None = None,
) -> Slip:
    """A slip of this act, still without its number."""
    act = act_of(session)
    slip = Slip(id=uuid7(), kind=kind, board=board, school=school, lender=lender, until=until)
    slip.made_at, slip.made_by = act.at, act.actor
    return slip


def number_slips(session: Session, slips: Sequence[Slip]) -> None:
    """Number these slips and write them; without a flush before, which would write them numberless."""
    if not slips:
        return
    with session.no_autoflush:
        numbers = next_numbers(session, "slip", len(slips))
    for slip, number in zip(slips, numbers, strict=True):
        slip.number = Slip.numbered(number)
    session.add_all(slips)
    session.flush()


def sign_slip(session: Session, board: BoardCode, slip_id: UUID) -> Slip:
    """The school's signature came back. Raises `NotFound`, also when it is another board's."""
    mine = select(Slip).where(Slip.id == slip_id, Slip.board == board).with_for_update()
    slip = session.scalars(mine).one_or_none()
    if slip is None:
        raise NotFound("slip.unknown", say("There is no such slip. Open the list of slips and choose."))
    slip.sign(act_of(session).at)
    return slip
