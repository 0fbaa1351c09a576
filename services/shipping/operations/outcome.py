"""How a shipment was received, counted over its packing lists: each line is accepted, damaged or missing."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.shipping.model import Came, Carton, Finding, Packing


def outcome(session: Session, shipment_id: UUID) -> dict[str, int]:
    """Absolute counts, right also the second time: what a line says of its device holds wherever that went since."""
    lines = select(Packing.came, func.count()).join(Packing.carton).where(Carton.shipment_id == shipment_id)
    counts = {row[0]: row[1] for row in session.execute(lines.group_by(Packing.came))}
    found = select(func.count()).where(Finding.shipment_id == shipment_id)
    return {came.value: counts.get(came, 0) for came in Came} | {"unexpected": session.execute(found).scalar_one()}
