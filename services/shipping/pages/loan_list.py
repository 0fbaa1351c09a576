"""The loans between schools as a list: how a page of it is read, and its columns in a file."""

from uuid import UUID

from services.chassis.act import now
from services.chassis.paging import Page
from services.chassis.web.edge import person, session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.shipping import queries
from services.shipping.model import Device
from services.shipping.model.calendar import day_of
from services.shipping.pages.words import board_name, model_name
from services.shipping.scope import scope_of
from services.shipping.shapes.stack import LoanList


def _read(query: LoanList, cursor: UUID | None, limit: int) -> Page[Device]:
    return queries.lent(session(), scope_of(person()), day_of(now()), query.overdue, cursor, limit)


def _is_overdue(one: Device) -> bool:
    return one.lent_until is not None and one.lent_until < day_of(now())


LOANS = Listing[LoanList, Device](
    say("Loans between schools"),
    LoanList,
    _read,
    [
        Column(say("Serial"), lambda one: one.serial),
        Column(say("Maker"), lambda one: one.maker),
        Column(say("Model"), lambda one: one.model, model_name),
        Column(say("Board"), lambda one: one.board, board_name),
        Column(say("Lent by school"), lambda one: one.lender),
        Column(say("To school"), lambda one: one.school),
        Column(say("Until"), lambda one: one.lent_until),
        Column(say("Overdue"), _is_overdue),
    ],
)
