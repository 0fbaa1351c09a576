"""Claims, newest first."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.paging import Page, page
from services.warehouse.model.claim import Claim


def claims(session: Session, cursor: UUID | None = None, limit: int = 50) -> Page[Claim]:
    """One page of what boards reported damaged, missing or unexpected."""
    return page(session, select(Claim), Claim.id, cursor, limit)
