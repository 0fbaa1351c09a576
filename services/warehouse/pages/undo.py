"""Pages of single devices and cartons, with the forms that take their last steps back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.carton import pass_again, undo_carton
from services.warehouse.operations.delivery import undo_delivery
from services.warehouse.operations.undo import undo_steps
from services.warehouse.pages import delivery as delivery_pages
from services.warehouse.pages import order as order_pages
from services.warehouse.pages.show import form, show
from services.warehouse.queries import device as device_queries
from services.warehouse.queries import order as order_queries
from services.warehouse.queries.undo import of_carton, of_device
from services.warehouse.shapes.undo import Undo, UndoAnswer

pages = Blueprint("warehouse_undo_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/devices/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def device(key: UUID) -> str:
    found = device_queries.device(session(), key)
    return show("device", device=found, undo=UndoAnswer.of(of_device(session(), found)))


@pages.post("/devices/<uuid:key>/undo")
@form_of(device)
@allow(WAREHOUSE)
def undo_device(key: UUID) -> ResponseReturnValue:
    undo_steps(session(), [key], form(Undo).reason)
    return redirect(url_for(".device", key=key), 303)


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
