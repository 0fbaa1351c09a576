"""The take-back campaigns as a list: how a page of it is read, and its columns in a file."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import person, session
from services.chassis.web.listing import Column, Listing
from services.chassis.web.shapes import Paging
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model import Recall
from services.shipping.pages.words import board_name
from services.shipping.scope import scope_of


def _read(_: Paging, cursor: UUID | None, limit: int) -> Page[Recall]:
    return queries.recalls(session(), scope_of(person()), cursor, limit)


RECALLS = Listing[Paging, Recall](
    say("Take-back campaigns"),
    Paging,
    _read,
    [
        Column(say("Title"), lambda one: one.title),
        Column(say("Board"), lambda one: one.board, board_name),
        Column(say("Back by"), lambda one: one.day),
        Column(say("Expected"), lambda one: one.expected),
        Column(say("Opened"), lambda one: one.opened_at),
        Column(say("Closed"), lambda one: one.closed_at),
    ],
)
