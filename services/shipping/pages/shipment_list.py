"""The shipments as a list: how a page of it is read, each with its request and its load, and its columns in a file."""

from dataclasses import dataclass
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import person, session
from services.chassis.web.listing import Column, Listing, named
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model import Shipment
from services.shipping.model.stage import NAMES
from services.shipping.pages.words import board_name
from services.shipping.queries import Load
from services.shipping.scope import scope_of
from services.shipping.shapes.sent import ShipmentList


@dataclass(frozen=True)
class Line:
    """A shipment, the number of its request where that was heard, and what it carries."""

    shipment: Shipment
    request: str | None
    load: Load


def _read(query: ShipmentList, cursor: UUID | None, limit: int) -> Page[Line]:
    found = queries.shipments(session(), scope_of(person()), query.state, query.board, cursor, limit)
    loads = queries.loads(session(), [one.id for one in found.items])
    numbers = queries.request_numbers(session(), {one.request for one in found.items})
    return Page([Line(one, numbers.get(one.request), loads[one.id]) for one in found.items], found.next)


SHIPMENTS = Listing[ShipmentList, Line](
    say("Shipments"),
    ShipmentList,
    _read,
    [
        Column(say("Number"), lambda one: one.shipment.number),
        Column(say("Request"), lambda one: one.request),
        Column(say("Board"), lambda one: one.shipment.board, board_name),
        Column(say("State"), lambda one: one.shipment.state, named(NAMES)),
        Column(say("Cartons"), lambda one: one.load.cartons),
        Column(say("Devices"), lambda one: one.load.devices),
        Column(say("Dispatched"), lambda one: one.shipment.dispatched_at),
        Column(say("Delivered"), lambda one: one.shipment.delivered_at),
    ],
)
