"""The requests as a list: how a page of it is read, and its columns in a file, where each type has its own row."""

from collections.abc import Sequence
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing, named
from services.contracts.sentence import say
from services.intake.model.request import Request
from services.intake.model.share import Share
from services.intake.model.state import URGENCIES, WORDS
from services.intake.pages.words import board_name, type_name
from services.intake.queries import request as queries
from services.intake.scope import scope
from services.intake.shapes.request import RequestQuery

Line = tuple[Request, Share | None]


def requests_asked(query: RequestQuery, cursor: UUID | None, limit: int) -> Page[Request]:
    return queries.requests(session(), scope(), query.state, query.board, cursor, limit)


def _lines(query: RequestQuery, cursor: UUID | None, limit: int) -> Page[Line]:
    found = requests_asked(query, cursor, limit)
    return Page([(one, share) for one in found.items for share in _shares(one)], found.next)


def _shares(one: Request) -> Sequence[Share | None]:
    """Of each type that is asked; of a draft that asks nothing yet a single None."""
    shares: Sequence[Share | None] = one.types
    return shares or [None]


REQUESTS = Listing[RequestQuery, Line](
    say("Requests"),
    RequestQuery,
    _lines,
    [
        Column(say("Number"), lambda row: row[0].number),
        Column(say("Board"), lambda row: row[0].board, board_name),
        Column(say("State"), lambda row: row[0].state, named(WORDS)),
        Column(say("Paused on"), lambda row: row[0].paused_at),
        Column(say("Urgency"), lambda row: row[0].urgency, named(URGENCIES)),
        Column(say("Type"), lambda row: row[1] and row[1].type, type_name),
        Column(say("Asked"), lambda row: row[1] and row[1].asked),
        Column(say("Granted"), lambda row: row[1] and row[1].granted),
        Column(say("Submitted"), lambda row: row[0].submitted_at),
    ],
)
