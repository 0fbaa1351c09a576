"""The months of the freight account as a list: how it is read, whole, and its columns in a file."""

from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing, dollars
from services.chassis.web.shapes import Body
from services.contracts.sentence import say
from services.intake.queries import statement as queries
from services.intake.queries.statement import MonthSum
from services.intake.scope import scope


class Everything(Body):
    """A list that nothing filters."""


def _read(_: Everything, _cursor: UUID | None, _limit: int) -> Page[MonthSum]:
    return Page(queries.months(session(), scope()), None)


MONTHS = Listing[Everything, MonthSum](
    say("Freight statements"),
    Everything,
    _read,
    [
        Column(say("Month"), lambda one: one.month),
        Column(say("Boards"), lambda one: one.boards),
        Column(say("Shipments"), lambda one: one.total.shipments),
        Column(say("Devices"), lambda one: one.total.devices),
        Column(say("Quoted ($)"), lambda one: dollars(one.total.quoted_cents)),
        Column(say("Actual ($)"), lambda one: dollars(one.total.actual_cents)),
        Column(say("Difference ($)"), lambda one: dollars(one.total.difference_cents)),
    ],
)
