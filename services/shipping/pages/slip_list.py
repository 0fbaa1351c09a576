"""The slips for schools as a list: how a page of it is read, and its columns in a file."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import person, session
from services.chassis.web.listing import Column, Listing, named
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model import Slip
from services.shipping.model.slip import NAMES
from services.shipping.pages.words import board_name
from services.shipping.scope import scope_of
from services.shipping.shapes.stack import SlipList


def _read(query: SlipList, cursor: UUID | None, limit: int) -> Page[Slip]:
    return queries.slips(session(), scope_of(person()), query.school, cursor, limit)


SLIPS = Listing[SlipList, Slip](
    say("Slips for schools"),
    SlipList,
    _read,
    [
        Column(say("Number"), lambda one: one.number),
        Column(say("For"), lambda one: one.kind, named(NAMES)),
        Column(say("School"), lambda one: one.school),
        Column(say("Board"), lambda one: one.board, board_name),
        Column(say("Made"), lambda one: one.made_at),
        Column(say("Signed"), lambda one: one.signed_at),
    ],
)
