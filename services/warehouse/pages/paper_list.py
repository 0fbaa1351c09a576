"""The documents as a list: how a page of it is read, and its columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.warehouse.model.paper import Paper
from services.warehouse.pages.show import state
from services.warehouse.queries import paper as queries
from services.warehouse.shapes.care import PaperQuery


def _read(query: PaperQuery, cursor: UUID | None, limit: int) -> Page[Paper]:
    return queries.papers(session(), query.kind, cursor, limit)


DOCUMENTS = Listing[PaperQuery, Paper](
    say("Documents"),
    PaperQuery,
    _read,
    [
        Column(say("Number"), lambda one: one.number),
        Column(say("Kind"), lambda one: one.kind, partial(state, "paper")),
        Column(say("Its number at who issued it"), lambda one: one.reference),
        Column(say("Opened on"), lambda one: one.opened_at),
    ],
)
