"""The collections of portraits as a list: how a page of it is read, and its columns in a file."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.chassis.web.shapes import Paging
from services.contracts.sentence import say
from services.intake.model.campaign import Campaign
from services.intake.queries import campaign as queries


def _read(_: Paging, cursor: UUID | None, limit: int) -> Page[Campaign]:
    return queries.campaigns(session(), cursor, limit)


CAMPAIGNS = Listing[Paging, Campaign](
    say("Collections of portraits"),
    Paging,
    _read,
    [
        Column(say("Title"), lambda one: one.title),
        Column(say("Opened"), lambda one: one.opened_at),
        Column(say("Deadline"), lambda one: one.deadline),
        Column(say("Closed"), lambda one: one.closed_at),
    ],
)
