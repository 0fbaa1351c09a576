"""Whether something of a shipment was received: then its delivery stands."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.shipping.model.carton import Carton, Packing
from services.shipping.model.custody import Came
from services.shipping.model.finding import Finding


def receipt_begun(session: Session, shipment_id: UUID) -> bool:
    """Whether a device of its packing lists was accepted or damaged, wherever it is now, or one was found beyond."""
    lines = select(Packing.device_id).join(Packing.carton).where(Carton.shipment_id == shipment_id)
    received = lines.where(Packing.came.in_((Came.ACCEPTED, Came.DAMAGED)))
    found = select(Finding.id).where(Finding.shipment_id == shipment_id)
    return bool(session.scalar(select(received.exists() | found.exists())))
