"""The claims to carriers as a list: how a page of it is read, and its columns in a file."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing, dollars, named
from services.chassis.web.shapes import Paging
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model import FreightClaim
from services.shipping.model.freight_claim import NAMES
from services.shipping.pages.words import board_name


def _read(_: Paging, cursor: UUID | None, limit: int) -> Page[FreightClaim]:
    return queries.freight_claims(session(), cursor, limit)


FREIGHT_CLAIMS = Listing[Paging, FreightClaim](
    say("Claims to carriers"),
    Paging,
    _read,
    [
        Column(say("Number"), lambda one: one.number),
        Column(say("Carrier"), lambda one: one.carrier),
        Column(say("Board"), lambda one: one.board, board_name),
        Column(say("State"), lambda one: one.state, named(NAMES)),
        Column(say("Asked ($)"), lambda one: dollars(one.asked_cents)),
        Column(say("Settled ($)"), lambda one: dollars(one.settled_cents)),
        Column(say("Sent"), lambda one: one.sent_at),
    ],
)
