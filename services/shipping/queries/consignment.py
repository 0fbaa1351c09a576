"""What leaves together: consignments, what could be put together, trips with their parcels."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from services.chassis.errors import NotFound
from services.chassis.paging import Page, page
from services.contracts.sentence import say
from services.contracts.values import BoardCode
from services.shipping.carriers.carrier import Parcel
from services.shipping.model import Consignment, Destination, Shipment, Stage, Trip
from services.shipping.model.consignment import address_of

MOST = 500


@dataclass(frozen=True)
class Waiting:
    """Ready shipments, and by request where each goes."""

    shipments: Sequence[Shipment]
    to: Mapping[UUID, Destination]

    @property
    def by_address(self) -> list[list[Shipment]]:
        """Those that could leave as one: two or more to one address."""
        found: dict[object, list[Shipment]] = defaultdict(list)
        for one in self.shipments:
            if one.request in self.to and one.consignment_id is None:
                found[address_of(self.to[one.request])].append(one)
        return [some for some in found.values() if len(some) > 1]


def destinations_of(session: Session, shipments: Collection[Shipment]) -> Mapping[UUID, Destination]:
    """Where each goes, by request."""
    found = select(Destination).where(Destination.request.in_({one.request for one in shipments}))
    return {one.request: one for one in session.scalars(found)}


def waiting(session: Session) -> Waiting:
    """What is ready and on no trip yet, oldest first; at most 500."""
    ready = select(Shipment).where(Shipment.state == Stage.READY, Shipment.trip_id.is_(None))
    found = session.scalars(ready.options(selectinload(Shipment.cartons)).order_by(Shipment.id).limit(MOST)).all()
    return Waiting(found, destinations_of(session, found))


def consignment(
    session: Session, consignment_id: UUID, scope: BoardCode | None
) -> tuple[Consignment, Sequence[Shipment]]:
    """One, with its shipments and their cartons. Raises `NotFound`, also when it is another board's."""
    found = session.get(Consignment, consignment_id)
    if found is None or scope not in (None, found.board):
        raise NotFound("consignment.unknown", say("There is nothing put together under this address."))
    mine = select(Shipment).where(Shipment.consignment_id == consignment_id).options(selectinload(Shipment.cartons))
    return found, session.scalars(mine.order_by(Shipment.id)).all()


def numbers_of(session: Session, shipments: Collection[Shipment]) -> Mapping[UUID, str]:
    """The numbers of the consignments that these are in."""
    ids = {one.consignment_id for one in shipments if one.consignment_id}
    found = select(Consignment.id, Consignment.number).where(Consignment.id.in_(ids))
    return {row.id: row.number for row in session.execute(found)}


def trips(session: Session, cursor: UUID | None = None, limit: int = 50) -> Page[Trip]:
    """Trips, newest first."""
    return page(session, select(Trip), Trip.id, cursor, limit)


def trip(session: Session, trip_id: UUID) -> tuple[Trip, Sequence[Shipment]]:
    """One, with its shipments by stop, and their cartons. Raises `NotFound`."""
    found = session.get(Trip, trip_id)
    if found is None:
        raise NotFound("trip.unknown", say("There is no such trip."))
    mine = select(Shipment).where(Shipment.trip_id == trip_id).options(selectinload(Shipment.cartons))
    return found, session.scalars(mine.order_by(Shipment.stop, Shipment.id)).all()


def parcels(session: Session, shipments: Sequence[Shipment]) -> list[Parcel]:
    """What the carrier is handed: a parcel a shipment, or one for all that are together; in the order given."""
    numbers, to = numbers_of(session, shipments), destinations_of(session, shipments)
    grouped: dict[str, list[Shipment]] = {}
    for one in shipments:
        called = numbers[one.consignment_id] if one.consignment_id else one.number
        grouped.setdefault(called, []).append(one)
    return [_parcel(called, some, to) for called, some in grouped.items()]


def _parcel(called: str, some: Sequence[Shipment], to: Mapping[UUID, Destination]) -> Parcel:
    first = to.get(some[0].request)
    cartons = [carton for one in some for carton in one.cartons]
    address = {
        name: getattr(first, name) if first else ""
        for name in ("site", "street", "town", "postal_code", "contact", "phone")
    }
    return Parcel(
        stop=some[0].stop or 0,
        reference=called,
        requests=[to[one.request].number for one in some if one.request in to],
        board=some[0].board,
        cartons=[carton.code for carton in cartons if carton.code],
        devices=sum(carton.holds for carton in cartons),
        **address,
    )
