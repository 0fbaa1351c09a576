"""The page of one carton: what lies in it, and its last step taken back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import UndoAnswer
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.carton import undo_carton
from services.warehouse.pages.show import form, show
from services.warehouse.queries import order as queries
from services.warehouse.queries.undo import of_carton
from services.warehouse.shapes.undo import Undo

pages = Blueprint("warehouse_carton_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/cartons/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def carton(key: UUID) -> str:
    found = queries.carton(session(), key)
    undo = UndoAnswer.of(of_carton(session(), found))
    return show("carton", carton=found, content=queries.content(session(), key), undo=undo)


@pages.post("/cartons/<uuid:key>/undo")
@form_of(carton)
@allow(WAREHOUSE)
def take_back(key: UUID) -> ResponseReturnValue:
    undo_carton(session(), key, form(Undo).reason)
    return redirect(url_for(".carton", key=key), 303)
