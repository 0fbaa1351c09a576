"""The rounds as a list: how a page of it is read, and its columns in a file, where each type has its own row."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing, named
from services.chassis.web.shapes import Paging
from services.contracts.sentence import say
from services.intake.model.round import Round
from services.intake.model.round_state import WORDS
from services.intake.pages.words import type_name
from services.intake.queries import round as queries

Line = tuple[Round, str, int]


def rounds_asked(_: Paging, cursor: UUID | None, limit: int) -> Page[Round]:
    return queries.rounds(session(), cursor, limit)


def _lines(query: Paging, cursor: UUID | None, limit: int) -> Page[Line]:
    found = rounds_asked(query, cursor, limit)
    return Page([(one, kind, count) for one in found.items for kind, count in one.granted.items()], found.next)


ROUNDS = Listing[Paging, Line](
    say("Fair split"),
    Paging,
    _lines,
    [
        Column(say("Round"), lambda row: row[0].number),
        Column(say("State"), lambda row: row[0].state, named(WORDS)),
        Column(say("Type"), lambda row: row[1], type_name),
        Column(say("Gives"), lambda row: row[2]),
        Column(say("Prepared"), lambda row: row[0].prepared_at),
        Column(say("Confirmed"), lambda row: row[0].confirmed_at),
    ],
)
