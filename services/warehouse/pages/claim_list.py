"""What boards reported as a list: how a page of it is read, and its columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.chassis.web.shapes import Paging
from services.contracts.sentence import say
from services.warehouse.model.claim import Claim
from services.warehouse.pages.show import board_name, state
from services.warehouse.queries import claim as queries


def _read(_: Paging, cursor: UUID | None, limit: int) -> Page[Claim]:
    return queries.claims(session(), cursor, limit)


CLAIMS = Listing[Paging, Claim](
    say("Reported by boards"),
    Paging,
    _read,
    [
        Column(say("When"), lambda one: one.opened_at),
        Column(say("What"), lambda one: one.kind, partial(state, "claim")),
        Column(say("Maker"), lambda one: one.maker),
        Column(say("Serial"), lambda one: one.serial),
        Column(say("Board"), lambda one: one.board, board_name),
        Column(say("Reason"), lambda one: one.reason),
        Column(say("State"), lambda one: one.state, partial(state, "claim_state")),
    ],
)
