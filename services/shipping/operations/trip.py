"""Trips of carriers: planned over ready shipments, left, delivered stop by stop, or told by the carrier's own file."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.chassis.version import edit
from services.contracts.roles import Role
from services.contracts.sentence import Sentence, say
from services.shipping.carriers import CARRIERS
from services.shipping.carriers.carrier import Carrier
from services.shipping.model import LEFT, Shipment, Stage, Trip
from services.shipping.model.consignment import address_of
from services.shipping.operations.depart import Departure, arrive, depart, destinations, shipments_where

UNKNOWN = say("There is no such shipment on this trip.")


def plan_trip(session: Session, role: Role, carrier: str, ids: Sequence[UUID], day: date, driver: str | None) -> Trip:
    """Plan a trip over these shipments in the order given; whatever is put together with one of them comes along.

    Neighbours of one address are one stop. Raises `Forbidden` where this role may not send with that carrier.
    """
    check_role(CARRIERS[carrier], role)
    chosen = {one.id: one for one in shipments_where(session, Shipment.id.in_(set(ids)))}
    if len(chosen) < len(set(ids)):
        raise NotFound("shipment.unknown", say("There is no such shipment. Open the list of shipments and choose."))
    together = {one.consignment_id for one in chosen.values() if one.consignment_id}
    along = shipments_where(session, Shipment.consignment_id.in_(together), Shipment.state.not_in(LEFT))
    made = Trip(
        id=uuid7(),
        number=Trip.numbered(next_number(session, "trip")),
        carrier=carrier,
        day=day,
        driver=driver,
        made_at=act_of(session).at,
        version=1,
    )
    session.add(made)
    ordered = [chosen[one] for one in dict.fromkeys(ids)]
    made.take(_stops(session, ordered, along))
    return made


def drop_shipment(session: Session, trip_id: UUID, shipment_id: UUID) -> Trip:
    """Leave a shipment at the dock, with what is put together with it."""
    trip, shipments = trip_for_change(session, trip_id)
    chosen = next((one for one in shipments if one.id == shipment_id), None)
    if chosen is None:
        raise NotFound("shipment.unknown", UNKNOWN)
    for one in shipments:
        if one is chosen or (chosen.consignment_id and one.consignment_id == chosen.consignment_id):
            trip.drop(one)
    edit(session, trip)
    return trip


def leave(session: Session, role: Role, trip_id: UUID, freight_cents: int) -> Trip:
    """The van leaves with all that has not left; what the trip costs is shared out by carton, to the cent."""
    trip, shipments = trip_for_change(session, trip_id)
    carrier = CARRIERS[trip.carrier]
    check_role(carrier, role)
    _check_drives(carrier)
    waiting = [one for one in shipments if one.state not in LEFT]
    if not waiting:
        raise Conflict("trip.left", say("Nothing of trip %(number)s waits to leave.", number=trip.number))
    depart(session, [Departure(waiting, carrier.called, trip.number, freight_cents, act_of(session).at)])
    edit(session, trip)
    return trip


def deliver_stop(session: Session, role: Role, trip_id: UUID, stop: int, received_by: str, at: datetime | None) -> Trip:
    """Somebody signed at the door of a stop; `at` is when, where that is not now."""
    trip, shipments = trip_for_change(session, trip_id)
    carrier = CARRIERS[trip.carrier]
    check_role(carrier, role)
    _check_drives(carrier)
    here = [one for one in shipments if one.stop == stop]
    coming = [one for one in here if one.state is Stage.DISPATCHED]
    if not coming:
        raise Conflict("stop.not_delivered", say("Nothing for stop %(stop)s is on its way.", stop=stop))
    when = at or act_of(session).at
    for one in coming:
        check_moment(one, when, act_of(session).at)
        one.received_by = received_by
    arrive(session, [(one, when) for one in coming])
    edit(session, trip)
    return trip


def trip_for_change(session: Session, trip_id: UUID) -> tuple[Trip, Sequence[Shipment]]:
    """The trip with its shipments, by stop. Raises `NotFound`."""
    shipments = shipments_where(session, Shipment.trip_id == trip_id)
    found = session.scalars(select(Trip).where(Trip.id == trip_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("trip.unknown", say("There is no such trip."))
    return found, sorted(shipments, key=lambda one: (one.stop or 0, one.id))


def check_role(carrier: Carrier, role: Role) -> None:
    """Raises `Forbidden` where people of this role do not send with the carrier, nor say what it did."""
    if role not in carrier.roles:
        raise Forbidden("carrier.role", say("This carrier is not yours to send with: ask the warehouse’s manager."))


def check_moment(shipment: Shipment, at: datetime, now: datetime) -> None:
    """Raises `Invalid` for a delivery before its dispatch, or still to come."""
    if at > now or (shipment.dispatched_at and at < shipment.dispatched_at):
        told = say("Shipment %(number)s cannot be delivered then: before it left, or later than now.").msgid
        raise Invalid("delivery.moment", Sentence(told, {"number": shipment.number}))


def _check_drives(carrier: Carrier) -> None:
    if not carrier.drives:
        raise Conflict("carrier.answers", say("This carrier says itself what it did: read its file."))


def _stops(session: Session, ordered: Sequence[Shipment], along: Collection[Shipment]) -> list[list[Shipment]]:
    """The shipments by stop: each brings those that are together with it, and neighbours of one address are one."""
    everyone = {one.id: one for one in [*ordered, *along]}
    known = destinations(session, everyone.values())
    queue: dict[UUID, Shipment] = {}
    for one in ordered:
        mates = [mate for mate in along if one.consignment_id and mate.consignment_id == one.consignment_id]
        queue |= {mate.id: mate for mate in [one, *mates] if mate.id not in queue}

    def address(one: Shipment) -> object:
        to = known.get(one.request)
        return address_of(to) if to else one.id

    return [list(some) for _, some in groupby(queue.values(), key=address)]
