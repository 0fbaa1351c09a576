"""What could not be picked as a list: how a page of it is read, and its columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.chassis.web.shapes import Paging
from services.contracts.sentence import say
from services.warehouse.model.short_pick import ShortPick
from services.warehouse.pages.show import state
from services.warehouse.queries import short_pick as queries


def _read(_: Paging, cursor: UUID | None, limit: int) -> Page[ShortPick]:
    return queries.short_picks(session(), cursor, limit)


SHORT_PICKS = Listing[Paging, ShortPick](
    say("Not picked"),
    Paging,
    _read,
    [
        Column(say("Reported on"), lambda one: one.said_at),
        Column(say("Location"), lambda one: one.location),
        Column(say("Reason"), lambda one: one.reason, partial(state, "short_pick")),
        Column(say("Its order got one fewer"), lambda one: one.short),
    ],
)
