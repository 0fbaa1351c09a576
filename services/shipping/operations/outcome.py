"""How a shipment was received, counted over its packing lists: each line is accepted, damaged or missing."""

from collections import Counter
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.shipping.model import Carton, Custody, Device, Finding, Packing


def outcome(session: Session, shipment_id: UUID) -> dict[str, int]:
    """Absolute counts, right also the second time. One accepted stays accepted, wherever it went since.

    A device that is in no carton was identified in another shipment: here it was missing.
    """
    here = (Device.carton_id == Packing.carton_id).label("here")
    gone = Device.carton_id.is_(None).label("gone")
    lines = select(Device.state, Device.damaged, here, gone, func.count())
    lines = lines.select_from(Packing).join(Device, Device.id == Packing.device_id)
    lines = lines.join(Carton, Carton.id == Packing.carton_id).where(Carton.shipment_id == shipment_id)
    counts = Counter(missing=0, damaged=0, accepted=0)
    for row in session.execute(lines.group_by(Device.state, Device.damaged, here, gone)):
        counts[_came_as(row.state, row.damaged, bool(row.here), row.gone)] += row[-1]
    found = select(func.count()).where(Finding.shipment_id == shipment_id)
    return {**counts, "unexpected": session.execute(found).scalar_one()}


def _came_as(state: Custody, damaged: bool, here: bool, gone: bool) -> str:
    if gone or (here and state is Custody.MISSING):
        return "missing"
    return "damaged" if here and damaged else "accepted"
