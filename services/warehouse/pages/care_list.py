"""What is aside or gone, and what was done to devices, as lists: how a page is read, and the columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.warehouse.model.life import DeviceState
from services.warehouse.pages.show import state, why
from services.warehouse.queries import care as queries
from services.warehouse.queries.care import Aside, Done
from services.warehouse.shapes.care import AsideQuery, DoneQuery


def _aside(query: AsideQuery, cursor: UUID | None, limit: int) -> Page[Aside]:
    return queries.aside(session(), DeviceState(query.state.value), cursor, limit)


def _done(query: DoneQuery, cursor: UUID | None, limit: int) -> Page[Done]:
    return queries.done(session(), query.act, cursor, limit)


ASIDE = Listing[AsideQuery, Aside](
    say("Set aside, in repair, gone"),
    AsideQuery,
    _aside,
    [
        Column(say("Maker"), lambda one: one.device.maker),
        Column(say("Serial"), lambda one: one.device.serial),
        Column(say("State"), lambda one: one.device.state, partial(state, "device")),
        Column(say("Location"), lambda one: one.device.location),
        Column(say("Since"), lambda one: one.step and one.step.at),
        Column(say("Days"), lambda one: one.days),
        Column(say("Reason"), lambda one: why(one.step) or one.device.reason),
        Column(say("Document"), lambda one: one.paper),
    ],
)
REPAIRS = Listing[DoneQuery, Done](
    say("Repairs"),
    DoneQuery,
    _done,
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
