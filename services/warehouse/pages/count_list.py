"""The counts as a list: how a page of it is read, and its columns in a file; what a count found once it has ended."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.warehouse.model.count import Count
from services.warehouse.pages.show import state
from services.warehouse.queries import count as queries
from services.warehouse.shapes.count import CountQuery


def _read(query: CountQuery, cursor: UUID | None, limit: int) -> Page[Count]:
    return queries.counts(session(), query.state, cursor, limit)


COUNTS = Listing[CountQuery, Count](
    say("Counts"),
    CountQuery,
    _read,
    [
        Column(say("Number"), lambda one: one.number),
        Column(say("Location"), lambda one: one.location),
        Column(say("A whole zone"), lambda one: one.zone),
        Column(say("State"), lambda one: one.state, partial(state, "count")),
        Column(say("Opened on"), lambda one: one.opened_at),
        Column(say("Ended on"), lambda one: one.ended_at),
        Column(say("Missing"), lambda one: one.missing if one.ended_at else None),
        Column(say("Misplaced"), lambda one: one.misplaced if one.ended_at else None),
        Column(say("Unknown"), lambda one: one.unknown if one.ended_at else None),
    ],
)
