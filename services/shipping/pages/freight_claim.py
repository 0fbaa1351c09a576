"""Claims to carriers on paper: the list, and one as the letter that is sent, with what the carrier answered."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.shipping import operations, queries
from services.shipping.pages.form import ClaimAcceptedForm, ClaimForm, asked, filled
from services.shipping.pages.freight_claim_list import FREIGHT_CLAIMS
from services.shipping.pages.shipment import show_shipment
from services.shipping.pages.words import words
from services.shipping.shapes.together import ClaimRefused

pages = Blueprint("shipping_freight_claim_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/freight-claims")
@allow(WAREHOUSE, SEES_ALL)
def claims() -> str:
    query = asked(Paging)
    found = FREIGHT_CLAIMS.read(query, query.cursor, query.limit)
    return render_template("shipping/freight_claims.html", claims=found)


@pages.get("/freight-claims.<any('csv', 'xlsx'):kind>")
@allow(WAREHOUSE, SEES_ALL)
def claims_file(kind: str) -> Response:
    return saved_list(FREIGHT_CLAIMS, kind)


@pages.post("/shipments/<uuid:shipment>/claim")
@form_of(show_shipment)
@allow(WAREHOUSE, creates=True)
def claim(shipment: UUID) -> ResponseReturnValue:
    form = filled(ClaimForm)
    return _back(operations.claim_freight(session(), shipment, form.reason, form.amount.cents).id)


@pages.get("/freight-claims/<uuid:claim>")
@allow(WAREHOUSE, SEES_ALL)
def show_claim(claim: UUID) -> str:
    found = queries.freight_claim(session(), claim)
    shipment = queries.shipment(session(), found.shipment_id, None)
    return render_template("shipping/freight_claim.html", claim=found, shipment=shipment)


@pages.post("/freight-claims/<uuid:claim>/accept")
@form_of(show_claim)
@allow(WAREHOUSE)
def accept(claim: UUID) -> ResponseReturnValue:
    form = filled(ClaimAcceptedForm)
    return _back(operations.accept_claim(session(), claim, form.amount.cents, form.reference).id)


@pages.post("/freight-claims/<uuid:claim>/refuse")
@form_of(show_claim)
@allow(WAREHOUSE)
def refuse(claim: UUID) -> ResponseReturnValue:
    form = filled(ClaimRefused)
    return _back(operations.refuse_claim(session(), claim, form.reason, form.reference).id)


@pages.post("/freight-claims/<uuid:claim>/close")
@form_of(show_claim)
@allow(WAREHOUSE)
def close(claim: UUID) -> ResponseReturnValue:
    return _back(operations.close_claim(session(), claim).id)


@pages.get("/freight-claims/<uuid:claim>/<any('accept', 'refuse', 'close'):form>")
@allow(WAREHOUSE, SEES_ALL)
def after_form(claim: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there: a change of language, a bookmark."""
    return _back(claim)


def _back(claim: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_claim", claim=claim), 303)
