"""Claims, newest first, and the devices that an unexpected one may be."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.errors import Conflict, NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import Sentence, say
from services.warehouse.model.claim import Claim
from services.warehouse.model.device import Device


def claims(session: Session, cursor: UUID | None = None, limit: int = 50) -> Page[Claim]:
    """One page of what boards reported damaged, missing or unexpected."""
    return page(session, select(Claim), Claim.id, cursor, limit)


def claim(session: Session, key: UUID) -> Claim:
    """One claim. Raises `NotFound`."""
    found = session.get(Claim, key)
    if found is None:
        raise NotFound("claim.unknown", say("This report is not known here."))
    return found


def why_not_identify(one: Claim) -> Sentence | None:
    """Why no device can be named for this claim; None where one can."""
    try:
        one.check_identifies()
    except Conflict as refusal:
        return refusal.sentence
    return None


def candidates(session: Session, serial: str) -> Sequence[Device]:
    """The devices that have this serial, or this asset tag, of whatever maker."""
    serial = serial.strip().upper()
    same = or_(Device.serial == serial, Device.asset_tag == serial)
    return session.scalars(select(Device).where(same).order_by(Device.maker)).all()
