"""The returns as a list: how a page of it is read, each with how it stands, and its columns in a file."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import person, session
from services.chassis.web.listing import Column, Listing, named
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model.returned import STAGES
from services.shipping.pages.words import board_name
from services.shipping.queries import Line
from services.shipping.returns_now import standing
from services.shipping.scope import scope_of
from services.shipping.shapes.returned import ReturnList


def _read(query: ReturnList, cursor: UUID | None, limit: int) -> Page[Line]:
    found = queries.returns(session(), scope_of(person()), query.board, query.stage, cursor, limit)
    return Page(standing(found.items), found.next)


RETURNS = Listing[ReturnList, Line](
    say("Returns"),
    ReturnList,
    _read,
    [
        Column(say("Number"), lambda one: one.parcel.number),
        Column(say("Board"), lambda one: one.parcel.board, board_name),
        Column(say("Reason"), lambda one: one.parcel.reason),
        Column(say("Stage"), lambda one: one.stage, named(STAGES)),
        Column(say("late"), lambda one: one.late),
        Column(say("Devices"), lambda one: one.inside.devices),
        Column(say("Received"), lambda one: one.inside.received),
        Column(say("Still expected"), lambda one: one.inside.expected),
        Column(say("Sent back"), lambda one: one.parcel.sent_at),
        Column(say("Days since"), lambda one: one.days),
    ],
)
