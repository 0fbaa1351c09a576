"""Pages of claims: what boards reported, and which device an unexpected one is."""

from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.claim import identify
from services.warehouse.pages.claim_list import CLAIMS
from services.warehouse.pages.show import asked, form, show
from services.warehouse.queries import claim as queries
from services.warehouse.shapes.claim import Identified

pages = Blueprint("warehouse_claim_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def first_claims() -> str:
    """The newest reports: what is shown where the address cannot be read, under the reason."""
    return show("claims", claims=queries.claims(session()))


@pages.get("/claims")
@form_of(first_claims)
@allow(WAREHOUSE, SEES_ALL)
def claims() -> str:
    paging = asked(Paging)
    return show("claims", claims=CLAIMS.read(paging, paging.cursor, paging.limit))


@pages.get("/claims.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def claims_file(kind: str) -> Response:
    return saved_list(CLAIMS, kind)


@pages.get("/claims/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def claim(key: UUID) -> str:
    found = queries.claim(session(), key)
    sought = request.args.get("serial", "")[:40] or found.serial or ""
    return show(
        "claim",
        claim=found,
        sought=sought,
        candidates=queries.candidates(session(), sought),
        why_not=queries.why_not_identify(found),
    )


@pages.post("/claims/<uuid:key>/identify")
@form_of(claim)
@allow(WAREHOUSE)
def identify_device(key: UUID) -> ResponseReturnValue:
    identify(session(), key, form(Identified).device)
    return redirect(url_for(".claim", key=key), 303)
