"""The carriers' trips as a list: how a page of it is read, and its columns in a file."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing, named
from services.chassis.web.shapes import Paging
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.carriers import CARRIERS
from services.shipping.model import Trip


def _read(_: Paging, cursor: UUID | None, limit: int) -> Page[Trip]:
    return queries.trips(session(), cursor, limit)


TRIPS = Listing[Paging, Trip](
    say("Carriers’ trips"),
    Paging,
    _read,
    [
        Column(say("Number"), lambda one: one.number),
        Column(say("Carrier"), lambda one: one.carrier, named({code: one.name for code, one in CARRIERS.items()})),
        Column(say("Day"), lambda one: one.day),
        Column(say("Driver"), lambda one: one.driver),
    ],
)
