"""Shipments that leave, and arrive, together: any number in a constant number of statements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.chassis import outbox, undo
from services.shipping.model import Destination, Device, Shipment, passage
from services.shipping.model.freight import shares
from services.shipping.operations.loading import write_alike


@dataclass(frozen=True)
class Departure:
    """What leaves with one tracking number, for one freight (cents) that is shared out by carton."""

    shipments: Sequence[Shipment]
    carrier: str
    tracking: str
    freight_cents: int
    at: datetime


def shipments_where(session: Session, *which: object) -> Sequence[Shipment]:
    """These shipments with their cartons, locked in the order of their ids."""
    found = select(Shipment).where(*which).options(selectinload(Shipment.cartons))  # type: ignore[arg-type]
    return session.scalars(found.order_by(Shipment.id).with_for_update()).all()


def destinations(session: Session, shipments: Collection[Shipment]) -> Mapping[UUID, Destination]:
    """Where each goes, by request; without those whose grant was not heard."""
    found = select(Destination).where(Destination.request.in_({one.request for one in shipments}))
    return {one.request: one for one in session.scalars(found)}


def depart(session: Session, departures: Sequence[Departure]) -> None:
    """Have all leave, or none: the first that cannot is what `Conflict` tells of."""
    shipments = [one for departure in departures for one in departure.shipments]
    known = destinations(session, shipments)
    for shipment in shipments:
        shipment.check_dispatch(known.get(shipment.request))
    at_of = {one.id: departure.at for departure in departures for one in departure.shipments}
    told = [step for departure in departures for step in _leave(departure, known)]
    of_carton = {carton.id: one.id for one in shipments for carton in one.cartons}
    packed = select(Device).where(Device.carton_id.in_(of_carton)).order_by(Device.id).with_for_update()
    devices = session.scalars(packed).all()
    for device in devices:
        _board(device, of_carton, at_of)
    write_alike(devices)
    write_alike(shipments, Shipment.STEPPING)
    outbox.record_all(session, told)


def arrive(session: Session, shipments: Sequence[tuple[Shipment, datetime]]) -> None:
    """Note of each that it was handed over at that moment; all or none."""
    told = [undo.step(one, at, partial(one.deliver, at)) for one, at in shipments]
    write_alike([one for one, _ in shipments], (*Shipment.STEPPING, "received_by"))
    outbox.record_all(session, told)


def _board(device: Device, of_carton: Mapping[UUID, UUID], at_of: Mapping[UUID, datetime]) -> None:
    if device.carton_id is None:
        raise RuntimeError(f"device {device.id} is in no carton and cannot leave")
    shipment = of_carton[device.carton_id]
    passage.depart(device, shipment, at_of[shipment])


def _leave(departure: Departure, known: Mapping[UUID, Destination]) -> list[outbox.Happening]:
    parts = shares(departure.freight_cents, [len(one.cartons) for one in departure.shipments])
    carrier, tracking, at = departure.carrier, departure.tracking, departure.at
    return [
        undo.step(one, at, partial(one.dispatch, known.get(one.request), carrier, tracking, cents, at))
        for one, cents in zip(departure.shipments, parts, strict=True)
    ]
