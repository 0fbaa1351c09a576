"""What was done to devices as a list: how a page of it is read, and its columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.warehouse.pages.show import state, why
from services.warehouse.queries import care as queries
from services.warehouse.queries.care import Done
from services.warehouse.shapes.care import DoneQuery


def _read(query: DoneQuery, cursor: UUID | None, limit: int) -> Page[Done]:
    return queries.done(session(), query.act, cursor, limit)


REPAIRS = Listing[DoneQuery, Done](
    say("Repairs"),
    DoneQuery,
    _read,
    [
        Column(say("When"), lambda one: one.step.at),
        Column(say("Maker"), lambda one: one.device.maker),
        Column(say("Serial"), lambda one: one.device.serial),
        Column(say("What was done"), lambda one: one.step.act, partial(state, "act")),
        Column(say("State"), lambda one: one.device.state, partial(state, "device")),
        Column(say("How it ended"), lambda one: why(one.step)),
        Column(say("Document"), lambda one: one.paper),
    ],
)
