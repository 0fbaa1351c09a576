"""Where the last step of a carton or the end of a delivery is taken back, and what shipping gave back goes on."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.carton import pass_again, undo_carton
from services.warehouse.operations.delivery import undo_delivery
from services.warehouse.pages import delivery as delivery_pages
from services.warehouse.pages import order as order_pages
from services.warehouse.pages.show import form, show
from services.warehouse.queries import order as order_queries
from services.warehouse.queries.undo import of_carton
from services.warehouse.shapes.undo import Undo, UndoAnswer

pages = Blueprint("warehouse_undo_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/cartons/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def carton(key: UUID) -> str:
    found = order_queries.carton(session(), key)
    undo = UndoAnswer.of(of_carton(session(), found))
    return show("carton", carton=found, content=order_queries.content(session(), key), undo=undo)


@pages.post("/cartons/<uuid:key>/undo")
@form_of(carton)
@allow(WAREHOUSE)
def open_again(key: UUID) -> ResponseReturnValue:
    undo_carton(session(), key, form(Undo).reason)
    return redirect(url_for(".carton", key=key), 303)


@pages.post("/orders/<uuid:key>/pass-again")
@form_of(order_pages.order)
@allow(WAREHOUSE)
def pass_on_again(key: UUID) -> ResponseReturnValue:
    pass_again(session(), key)
    return redirect(url_for("warehouse_order_pages.order", key=key), 303)


@pages.post("/deliveries/<uuid:key>/undo")
@form_of(delivery_pages.delivery)
@allow(WAREHOUSE)
def receive_again(key: UUID) -> ResponseReturnValue:
    undo_delivery(session(), key, form(Undo).reason)
    return redirect(url_for("warehouse_delivery_pages.delivery", key=key), 303)
