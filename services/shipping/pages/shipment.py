"""Shipments on paper: the list, and one with its address, cartons, packing list and the forms that its stage allows."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.shipping import operations, queries
from services.shipping.pages import typed
from services.shipping.pages.form import DispatchForm, ReceiptForm, ReleaseForm, asked, filled
from services.shipping.pages.shipment_list import SHIPMENTS
from services.shipping.pages.words import words
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.sent import CloseReceipt, Reason, ShipmentList

pages = Blueprint("shipping_shipment_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)

FORMS = "'dispatch', 'deliver', 'close-receipt', 'scan', 'void', 'release', 'undo', 'claim'"


@pages.get("/")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def home() -> ResponseReturnValue:
    return redirect(url_for(".list_shipments"), 303)


@pages.get("/shipments")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_shipments() -> ResponseReturnValue:
    query = asked(ShipmentList)
    page = SHIPMENTS.read(query, query.cursor, query.limit)
    return render_template("shipping/shipments.html", page=page, query=query)


@pages.get("/shipments.<any('csv', 'xlsx'):kind>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def shipments_file(kind: str) -> Response:
    return saved_list(SHIPMENTS, kind)


@pages.get("/shipments/<uuid:shipment>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def show_shipment(shipment: UUID) -> ResponseReturnValue:
    return _shown(shipment)


@pages.post("/shipments/<uuid:shipment>/dispatch")
@form_of(show_shipment)
@allow(WAREHOUSE)
def dispatch(shipment: UUID) -> ResponseReturnValue:
    form = filled(DispatchForm)
    operations.dispatch_shipment(session(), shipment, form.carrier, form.tracking, form.freight.cents)
    return _back(shipment)


@pages.post("/shipments/<uuid:shipment>/deliver")
@form_of(show_shipment)
@allow(WAREHOUSE, BOARD)
def deliver(shipment: UUID) -> ResponseReturnValue:
    operations.deliver_shipment(session(), shipment, scope_of(person()))
    return _back(shipment)


@pages.post("/shipments/<uuid:shipment>/close-receipt")
@form_of(show_shipment)
@allow(BOARD)
def close_receipt(shipment: UUID) -> ResponseReturnValue:
    operations.close_receipt(session(), shipment, board_of(person()), filled(CloseReceipt).reason)
    return _back(shipment)


@pages.post("/shipments/<uuid:shipment>/scan")
@form_of(show_shipment)
@allow(BOARD, repeatable=True)
def scan(shipment: UUID) -> ResponseReturnValue:
    # Shown at once and not redirected: who scans goes on with the same action, and a reload answers the same.
    form = filled(ReceiptForm)
    said, status = typed.scan(form.action, form.code, {"shipment": str(shipment), "reason": form.reason})
    return _shown(shipment, said), status


@pages.post("/shipments/<uuid:shipment>/void")
@form_of(show_shipment)
@allow(WAREHOUSE)
def void(shipment: UUID) -> ResponseReturnValue:
    operations.void_shipment(session(), shipment, filled(Reason).reason)
    return _back(shipment)


@pages.post("/shipments/<uuid:shipment>/release")
@form_of(show_shipment)
@allow(WAREHOUSE)
def release(shipment: UUID) -> ResponseReturnValue:
    form = filled(ReleaseForm)
    operations.release_carton(session(), form.carton, form.reason, shipment)
    return _back(shipment)


@pages.post("/shipments/<uuid:shipment>/undo")
@form_of(show_shipment)
@allow(WAREHOUSE, BOARD)
def undo(shipment: UUID) -> ResponseReturnValue:
    scope, role = scope_of(person()), person().role
    operations.undo_shipment_step(session(), shipment, scope, role, filled(Reason).reason)
    return _back(shipment)


@pages.get(f"/shipments/<uuid:shipment>/<any({FORMS}):form>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def after_form(shipment: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there: a change of language, a bookmark."""
    return _back(shipment)


def _shown(shipment_id: UUID, said: dict[str, Any] | None = None) -> str:
    scope, query = scope_of(person()), asked(Paging)
    shipment = queries.shipment(session(), shipment_id, scope)
    return render_template(
        "shipping/shipment.html",
        shipment=shipment,
        destination=queries.destination(session(), shipment.request),
        states=queries.states(session(), shipment_id),
        progress=queries.progress(session(), shipment_id, scope),
        at=now(),
        page=queries.packing_list(session(), shipment_id, scope, query.cursor, query.limit),
        findings=queries.findings(session(), shipment_id),
        consignment=next(iter(queries.numbers_of(session(), [shipment]).values()), None),
        claim=queries.claim_of(session(), shipment_id),
        undoing=queries.shipment_undo(session(), shipment, person().role),
        said=said,
    )


def _back(shipment_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_shipment", shipment=shipment_id), 303)
