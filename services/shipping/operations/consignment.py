"""Consignments: shipments put together at the dock, set apart again, dispatched and delivered as one."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.counter import next_number
from services.chassis.errors import Conflict, Invalid, NotFound
from services.chassis.version import edit
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.model import LEFT, Consignment, Shipment, Stage
from services.shipping.model.consignment import check_one_address
from services.shipping.operations.depart import Departure, arrive, depart, destinations, shipments_where


def put_together(session: Session, ids: Collection[UUID]) -> Consignment:
    """Have these ready shipments of one board and one address leave as one."""
    shipments = _known(session, ids)
    if len(shipments) < 2:
        raise Invalid("consignment.few", say("Choose two shipments or more."))
    number = Consignment.numbered(next_number(session, "consignment"))
    made = Consignment(id=uuid7(), number=number, board=shipments[0].board, made_at=act_of(session).at, version=1)
    session.add(made)
    _join(session, made, shipments, [])
    return made


def join(session: Session, consignment_id: UUID, ids: Collection[UUID]) -> Consignment:
    """Put these with those that are together already."""
    shipments = _known(session, ids)
    consignment, members = _for_change(session, consignment_id)
    _join(session, consignment, shipments, members)
    edit(session, consignment)
    return consignment


def set_apart(session: Session, consignment_id: UUID, ids: Collection[UUID]) -> Consignment:
    """Let these go alone again; of two, both do."""
    shipments = _known(session, ids)
    consignment, members = _for_change(session, consignment_id)
    for one in shipments:
        consignment.part(one)
    left = [one for one in members if one.consignment_id == consignment.id]
    if len(left) == 1 and left[0].state not in LEFT:
        consignment.part(left[0])
    edit(session, consignment)
    return consignment


def dispatch_consignment(
    session: Session, consignment_id: UUID, carrier: str, tracking: str, freight_cents: int
) -> Consignment:
    """Hand all that has not left to the carrier; the freight is shared out by carton, to the cent."""
    consignment, members = _for_change(session, consignment_id)
    waiting = [one for one in members if one.state not in LEFT]
    if not waiting:
        raise Conflict("consignment.left", say("All shipments of %(number)s have left.", number=consignment.number))
    if any(one.trip_id for one in waiting):
        raise Conflict("shipment.on_trip", say("%(number)s leaves with its carrier’s trip.", number=consignment.number))
    depart(session, [Departure(waiting, carrier, tracking, freight_cents, act_of(session).at)])
    edit(session, consignment)
    return consignment


def deliver_consignment(session: Session, consignment_id: UUID, scope: BoardCode | None) -> Consignment:
    """The carrier handed all of it over."""
    consignment, members = _for_change(session, consignment_id, scope)
    coming = [one for one in members if one.state is Stage.DISPATCHED]
    if not coming:
        raise Conflict(
            "consignment.not_delivered", say("Nothing of %(number)s is on its way.", number=consignment.number)
        )
    at = act_of(session).at
    arrive(session, [(one, at) for one in coming])
    edit(session, consignment)
    return consignment


def _join(
    session: Session, consignment: Consignment, shipments: Sequence[Shipment], members: Sequence[Shipment]
) -> None:
    everyone = [*members, *shipments]
    known = destinations(session, everyone)
    check_one_address([known.get(one.request) for one in everyone])
    if any(one.state in LEFT for one in members):
        raise Conflict("consignment.left", say("%(number)s has left: it takes no more.", number=consignment.number))
    for one in shipments:
        consignment.join(one)


def _known(session: Session, ids: Collection[UUID]) -> Sequence[Shipment]:
    found = shipments_where(session, Shipment.id.in_(set(ids)))
    if len(found) < len(set(ids)):
        raise NotFound("shipment.unknown", say("There is no such shipment. Open the list of shipments and choose."))
    return found


def _for_change(
    session: Session, consignment_id: UUID, scope: BoardCode | None = None
) -> tuple[Consignment, Sequence[Shipment]]:
    """The consignment with its shipments. Raises `NotFound`, also when it is another board's."""
    members = shipments_where(session, Shipment.consignment_id == consignment_id)
    mine = select(Consignment).where(Consignment.id == consignment_id)
    if scope is not None:
        mine = mine.where(Consignment.board == scope)
    found = session.scalars(mine.with_for_update()).one_or_none()
    if found is None:
        raise NotFound("consignment.unknown", say("There is nothing put together under this address."))
    return found, members
