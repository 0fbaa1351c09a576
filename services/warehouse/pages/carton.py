"""The page of one carton: what lies in it, a device of it replaced, and its last step taken back."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import UndoAnswer
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.model.replacement import STANDS, STEPS
from services.warehouse.operations.carton import undo_carton
from services.warehouse.operations.replacement import replace_packed, substitute_of
from services.warehouse.pages.show import form, show
from services.warehouse.queries import order as queries
from services.warehouse.queries.undo import of_carton
from services.warehouse.shapes.order import ReplacingForm
from services.warehouse.shapes.undo import Undo

pages = Blueprint("warehouse_carton_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/cartons/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def carton(key: UUID) -> str:
    found = queries.carton(session(), key)
    undo = UndoAnswer.of(of_carton(session(), found))
    content, stands = queries.content(session(), key), STANDS.get(found.state)
    return show("carton", carton=found, content=content, undo=undo, steps=STEPS, stands=stands)


@pages.post("/cartons/<uuid:key>/replace")
@form_of(carton)
@allow(WAREHOUSE)
def replace(key: UUID) -> ResponseReturnValue:
    asked = form(ReplacingForm)
    substitute = substitute_of(session(), asked.code)
    replace_packed(session(), key, asked.device, substitute, asked.location, asked.reason)
    return redirect(url_for(".carton", key=key), 303)


@pages.post("/cartons/<uuid:key>/undo")
@form_of(carton)
@allow(WAREHOUSE)
def take_back(key: UUID) -> ResponseReturnValue:
    undo_carton(session(), key, form(Undo).reason)
    return redirect(url_for(".carton", key=key), 303)
