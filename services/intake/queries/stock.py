"""What may still be granted of each type."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.intake.model.stock import Stock
from services.intake.model.vocabulary import in_order


def stock(session: Session) -> list[Stock]:
    """One row for each type of which the warehouse ever told, in the order in which pages show types."""
    found = {row.type: row for row in session.scalars(select(Stock))}
    return [found[kind] for kind in in_order(found)]
