"""Slips in lists and one by one, with the devices on them; and what is lent between schools."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import BoardCode, SchoolCode
from services.shipping.model import Device, Slip, SlipLine


def slips(
    session: Session,
    scope: BoardCode | None,
    school: SchoolCode | None = None,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[Slip]:
    """Slips, newest first."""
    statement = _scoped(select(Slip), scope)
    if school is not None:
        statement = statement.where(Slip.school == school)
    return page(session, statement, Slip.id, cursor, limit)


def slip(session: Session, slip_id: UUID, scope: BoardCode | None) -> Slip:
    """One slip. Raises `NotFound`, also when it is another board's."""
    found = session.scalars(_scoped(select(Slip).where(Slip.id == slip_id), scope)).one_or_none()
    if found is None:
        raise NotFound("slip.unknown", say("There is no such slip. Open the list of slips and choose."))
    return found


def slip_devices(session: Session, slip_id: UUID) -> Sequence[Device]:
    """All that the slip names, in the order of serials: it is one paper."""
    named = select(SlipLine.device_id).where(SlipLine.slip_id == slip_id)
    return session.scalars(select(Device).where(Device.id.in_(named)).order_by(Device.serial)).all()


def lent(
    session: Session,
    scope: BoardCode | None,
    today: date,
    overdue: bool = False,
    cursor: UUID | None = None,
    limit: int = 50,
) -> Page[Device]:
    """Devices that one school has from another; of those whose term is over alone, where asked."""
    statement = select(Device).where(Device.lender.is_not(None))
    if scope is not None:
        statement = statement.where(Device.board == scope)
    if overdue:
        statement = statement.where(Device.lent_until < today)
    return page(session, statement, Device.id, cursor, limit)


def lent_counts(session: Session, scope: BoardCode | None, today: date) -> tuple[int, int]:
    """How many are lent between schools, and of how many the term is over."""
    late = func.count().filter(Device.lent_until < today)
    statement = select(func.count(), late).where(Device.lender.is_not(None))
    if scope is not None:
        statement = statement.where(Device.board == scope)
    row = session.execute(statement).one()
    return row[0], row[1]


def _scoped(statement: Select[Slip], scope: BoardCode | None) -> Select[Slip]:
    return statement if scope is None else statement.where(Slip.board == scope)
