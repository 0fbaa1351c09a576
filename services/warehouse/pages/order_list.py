"""The orders as a list: how a page of it is read, and its columns in a file, where each type has its own row."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.warehouse.model.order import Order
from services.warehouse.model.order_line import OrderLine
from services.warehouse.pages.show import board_name, state, type_name
from services.warehouse.queries import order as queries
from services.warehouse.shapes.order import OrderQuery


def orders_asked(query: OrderQuery, cursor: UUID | None, limit: int) -> Page[Order]:
    return queries.orders(session(), query.state, query.request, cursor, limit)


def _lines(query: OrderQuery, cursor: UUID | None, limit: int) -> Page[tuple[Order, OrderLine]]:
    found = orders_asked(query, cursor, limit)
    return Page([(one, line) for one in found.items for line in one.lines], found.next)


ORDERS = Listing[OrderQuery, tuple[Order, OrderLine]](
    say("Orders"),
    OrderQuery,
    _lines,
    [
        Column(say("Order"), lambda row: row[0].number),
        Column(say("Board"), lambda row: row[0].board, board_name),
        Column(say("State"), lambda row: row[0].state, partial(state, "order")),
        Column(say("Type"), lambda row: row[1].type, type_name),
        Column(say("Granted"), lambda row: row[1].granted),
        Column(say("Reserved"), lambda row: row[1].reserved),
        Column(say("Picked"), lambda row: row[1].picked),
        Column(say("Packed"), lambda row: row[1].packed),
    ],
)
