"""Shipments leave the dock and arrive; what has not left is released, what is not delivered is voided."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis import outbox, undo
from services.chassis.act import act_of
from services.chassis.errors import NotFound
from services.contracts.sentence import say
from services.contracts.shipping import CartonReleased
from services.contracts.values import BoardCode
from services.shipping.model import Carton, Custody, Device, Shipment, passage
from services.shipping.model.release import let_go, void
from services.shipping.operations.depart import Departure, depart
from services.shipping.operations.loading import shipment_for_change, write_alike
from services.shipping.operations.withdrawal import hold_back


def dispatch_shipment(session: Session, shipment_id: UUID, carrier: str, tracking: str, freight_cents: int) -> Shipment:
    """Hand a ready shipment to its carrier; all its devices travel from now on."""
    shipment = shipment_for_change(session, shipment_id, scope=None)
    shipment.check_alone()
    depart(session, [Departure([shipment], carrier, tracking, freight_cents, act_of(session).at)])
    return shipment


def deliver_shipment(session: Session, shipment_id: UUID, scope: BoardCode | None) -> Shipment:
    """The carrier handed it over: the clock stops."""
    at = act_of(session).at
    shipment = shipment_for_change(session, shipment_id, scope)
    outbox.record_all(session, [undo.step(shipment, at, lambda: shipment.deliver(at))])
    return shipment


def void_shipment(session: Session, shipment_id: UUID, reason: str) -> Shipment:
    """Give a shipment up that is not delivered: its devices are packed, its cartons the warehouse's again."""
    at = act_of(session).at
    shipment = shipment_for_change(session, shipment_id, scope=None)
    unload(session, shipment.id)
    outbox.record(session, void(shipment, reason, at))
    hold_back(session, [shipment.request])
    return shipment


def release_carton(session: Session, carton_id: UUID, reason: str, named: UUID | None = None) -> CartonReleased:
    """Give the warehouse back a carton that has not left; in a shipment, or in none yet.

    With `named`, only out of that shipment. Raises `NotFound`.
    """
    inside = session.scalars(select(Carton.shipment_id).where(Carton.id == carton_id)).one_or_none()
    if named not in (None, inside):
        raise NotFound("carton.unknown", say("This carton is not in that shipment. Open its shipment and choose."))
    shipment = shipment_for_change(session, inside, scope=None) if inside else None
    carton = session.scalars(select(Carton).where(Carton.id == carton_id).with_for_update()).one_or_none()
    if carton is None:
        raise NotFound("carton.unknown", say("There is no such carton. Open its shipment and choose."))
    told = let_go(shipment, carton, reason) if shipment else carton.release(reason)
    outbox.record(session, told)
    return told


def unload(session: Session, shipment_id: UUID) -> Sequence[Device]:
    """What is on its way in this shipment stands packed at the dock again."""
    at = act_of(session).at
    mine = select(Device).where(Device.shipment_id == shipment_id, Device.state == Custody.IN_TRANSIT)
    devices = session.scalars(mine.order_by(Device.id).with_for_update()).all()
    for device in devices:
        passage.unload(device, at)
    write_alike(devices)
    return devices
