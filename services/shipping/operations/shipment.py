"""Shipments leave the dock and arrive."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.chassis.act import act_of
from services.contracts.values import BoardCode
from services.shipping.model import Carton, Destination, Device, Shipment
from services.shipping.operations.loading import shipment_for_change


def dispatch_shipment(session: Session, shipment_id: UUID, carrier: str, tracking: str, freight_cents: int) -> Shipment:
    """Hand a ready shipment to its carrier; all its devices travel from now on."""
    at = act_of(session).at
    shipment = shipment_for_change(session, shipment_id, scope=None)
    to = session.get(Destination, shipment.request)
    told = shipment.dispatch(to, carrier, tracking, freight_cents, at)
    packed = select(Device).join(Device.carton).where(Carton.shipment_id == shipment_id)
    for device in session.scalars(packed.order_by(Device.id).with_for_update(of=Device)):
        device.depart(shipment_id, at)
    outbox.record(session, told)
    return shipment


def deliver_shipment(session: Session, shipment_id: UUID, scope: BoardCode | None) -> Shipment:
    """The carrier handed it over: the clock stops."""
    shipment = shipment_for_change(session, shipment_id, scope)
    outbox.record(session, shipment.deliver(act_of(session).at))
    return shipment
