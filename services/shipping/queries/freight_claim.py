"""Claims to carriers: the list, one with its lines, and that of a shipment."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.shipping.model import FreightClaim, FreightClaimLine


def freight_claims(session: Session, cursor: UUID | None = None, limit: int = 50) -> Page[FreightClaim]:
    """Claims, newest first."""
    return page(session, select(FreightClaim), FreightClaim.id, cursor, limit)


def freight_claim(session: Session, claim_id: UUID) -> FreightClaim:
    """One with its lines and their devices. Raises `NotFound`."""
    lines = selectinload(FreightClaim.lines).joinedload(FreightClaimLine.device)
    found = session.scalars(select(FreightClaim).where(FreightClaim.id == claim_id).options(lines)).one_or_none()
    if found is None:
        raise NotFound("claim.unknown", say("There is no such claim."))
    return found


def claim_of(session: Session, shipment_id: UUID) -> FreightClaim | None:
    """The claim for this shipment, where one was sent."""
    return session.scalars(select(FreightClaim).where(FreightClaim.shipment_id == shipment_id)).one_or_none()
