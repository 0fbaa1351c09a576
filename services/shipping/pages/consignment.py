"""What could leave together, and what is put together: the list of the dock, and one with its papers."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.shipping import operations, queries
from services.shipping.pages.form import ChosenForm, DispatchForm, filled
from services.shipping.pages.words import words
from services.shipping.scope import scope_of

pages = Blueprint("shipping_consignment_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/together")
@allow(WAREHOUSE, SEES_ALL)
def together() -> str:
    return render_template("shipping/together.html", waiting=queries.waiting(session()))


@pages.post("/together")
@form_of(together)
@allow(WAREHOUSE, creates=True)
def put_together() -> ResponseReturnValue:
    made = operations.put_together(session(), filled(ChosenForm, "shipments").shipments)
    return _back(made.id)


@pages.get("/consignments/<uuid:consignment>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def show_consignment(consignment: UUID) -> str:
    found, shipments = queries.consignment(session(), consignment, scope_of(person()))
    to = {one.request: queries.destination(session(), one.request) for one in shipments}
    return render_template("shipping/consignment.html", consignment=found, shipments=shipments, to=to)


@pages.post("/consignments/<uuid:consignment>/apart")
@form_of(show_consignment)
@allow(WAREHOUSE)
def apart(consignment: UUID) -> ResponseReturnValue:
    operations.set_apart(session(), consignment, filled(ChosenForm, "shipments").shipments)
    return _back(consignment)


@pages.post("/consignments/<uuid:consignment>/dispatch")
@form_of(show_consignment)
@allow(WAREHOUSE)
def dispatch(consignment: UUID) -> ResponseReturnValue:
    form = filled(DispatchForm)
    operations.dispatch_consignment(session(), consignment, form.carrier, form.tracking, form.freight.cents)
    return _back(consignment)


@pages.post("/consignments/<uuid:consignment>/deliver")
@form_of(show_consignment)
@allow(WAREHOUSE, BOARD)
def deliver(consignment: UUID) -> ResponseReturnValue:
    operations.deliver_consignment(session(), consignment, scope_of(person()))
    return _back(consignment)


@pages.get("/consignments/<uuid:consignment>/<any('apart', 'dispatch', 'deliver'):form>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def after_form(consignment: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there: a change of language, a bookmark."""
    return _back(consignment)


def _back(consignment: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_consignment", consignment=consignment), 303)
