"""Whether the receipt of a shipment has begun."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.shipping.model.custody import Custody
from services.shipping.model.device import Device
from services.shipping.model.finding import Finding


def receipt_begun(session: Session, shipment_id: UUID) -> bool:
    """Whether something of the shipment was received: accepted, damaged, or found beyond the list."""
    kept = {Custody.IN_TRANSIT, Custody.RETURNED}
    received = select(func.count()).where(Device.shipment_id == shipment_id, Device.state.not_in(kept))
    found = select(func.count()).where(Finding.shipment_id == shipment_id)
    return bool(session.execute(received).scalar_one() or session.execute(found).scalar_one())
