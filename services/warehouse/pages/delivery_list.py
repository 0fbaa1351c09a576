"""The deliveries as a list: how a page of it is read, and its columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.chassis.web.shapes import Paging
from services.contracts.sentence import say
from services.warehouse.pages.show import state
from services.warehouse.queries import delivery as queries
from services.warehouse.queries.delivery import Progress


def _read(_: Paging, cursor: UUID | None, limit: int) -> Page[Progress]:
    return queries.deliveries(session(), cursor, limit)


DELIVERIES = Listing[Paging, Progress](
    say("Deliveries"),
    Paging,
    _read,
    [
        Column(say("Number"), lambda one: one.delivery.number),
        Column(say("Supplier"), lambda one: one.delivery.supplier),
        Column(say("Reference"), lambda one: one.delivery.reference),
        Column(say("State"), lambda one: one.delivery.state, partial(state, "delivery")),
        Column(say("Announced on"), lambda one: one.delivery.announced_at),
        Column(say("Closed on"), lambda one: one.delivery.closed_at),
        Column(say("Announced"), lambda one: one.delivery.announced),
        Column(say("Received"), lambda one: one.received),
        Column(say("Unexpected"), lambda one: one.unexpected),
        Column(say("Missing"), lambda one: one.missing),
    ],
)
