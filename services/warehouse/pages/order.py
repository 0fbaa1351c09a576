"""Pages of orders: what to pick, the cartons it goes into, and what shipping gave back of them."""

from uuid import UUID

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import edge, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.model.order_state import OrderState
from services.warehouse.operations.carton import close_carton, open_carton, pass_again
from services.warehouse.operations.order import ship_packed
from services.warehouse.pages.order_list import ORDERS, orders_asked
from services.warehouse.pages.show import asked, form, show
from services.warehouse.queries import order as queries
from services.warehouse.queries.pick_list import of_order
from services.warehouse.queries.wave import wave_of
from services.warehouse.shapes.order import ClosingCarton, OrderQuery

pages = Blueprint("warehouse_order_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def all_orders() -> str:
    """Every order: what is shown where a filter cannot be read, under the reason."""
    return _orders(OrderQuery())


@pages.get("/orders")
@form_of(all_orders)
@allow(WAREHOUSE, SEES_ALL)
def orders() -> str:
    return _orders(asked(OrderQuery))


@pages.get("/orders.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def orders_file(kind: str) -> Response:
    return saved_list(ORDERS, kind)


@pages.get("/orders/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def order(key: UUID) -> str:
    found, cartons = queries.order(session(), key), queries.cartons(session(), key)
    stops, wave = of_order(session(), found), wave_of(session(), key)
    return show("order", order=found, cartons=cartons, stops=stops, wave=wave)


@pages.post("/orders/<uuid:key>/open-carton")
@form_of(order)
@allow(WAREHOUSE, creates=True)
def add_carton(key: UUID) -> ResponseReturnValue:
    open_carton(session(), key, edge().config["SETTINGS"].gs1_prefix)
    return redirect(url_for(".order", key=key), 303)


@pages.post("/orders/<uuid:key>/close-carton")
@form_of(order)
@allow(WAREHOUSE)
def end_carton(key: UUID) -> ResponseReturnValue:
    close_carton(session(), form(ClosingCarton).carton, key)
    return redirect(url_for(".order", key=key), 303)


@pages.post("/orders/<uuid:key>/ship-packed")
@form_of(order)
@allow(WAREHOUSE)
def leave_with_packed(key: UUID) -> ResponseReturnValue:
    ship_packed(session(), key)
    return redirect(url_for(".order", key=key), 303)


@pages.post("/orders/<uuid:key>/pass-again")
@form_of(order)
@allow(WAREHOUSE)
def pass_on_again(key: UUID) -> ResponseReturnValue:
    pass_again(session(), key)
    return redirect(url_for(".order", key=key), 303)


def _orders(query: OrderQuery) -> str:
    found = orders_asked(query, query.cursor, query.limit)
    return show("orders", orders=found, states=list(OrderState), chosen=query.state)
