"""The waves as a list: how a page of it is read, and its columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.warehouse.model.wave import Wave
from services.warehouse.pages.show import state
from services.warehouse.queries import wave as queries
from services.warehouse.shapes.wave import WaveQuery


def _read(query: WaveQuery, cursor: UUID | None, limit: int) -> Page[Wave]:
    return queries.waves(session(), query.state, cursor, limit)


WAVES = Listing[WaveQuery, Wave](
    say("Waves"),
    WaveQuery,
    _read,
    [
        Column(say("Number"), lambda one: one.number),
        Column(say("Cart"), lambda one: one.cart),
        Column(say("State"), lambda one: one.state, partial(state, "wave")),
        Column(say("Opened on"), lambda one: one.opened_at),
        Column(say("Finished on"), lambda one: one.closed_at),
        Column(say("Orders"), lambda one: len(one.bins)),
    ],
)
