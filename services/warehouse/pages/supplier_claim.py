"""Pages of claims to suppliers: the list, one with its answers, the letter, and its devices as a file."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from services.chassis.sheet.writing import Format
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import person, session
from services.chassis.web.language import address
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.model.supplier_claim import Outcome, SupplierClaimState
from services.warehouse.operations import supplier_claim as operations
from services.warehouse.pages import received_file
from services.warehouse.pages.delivery import differences_page
from services.warehouse.pages.show import CARRIED, asked, form, show
from services.warehouse.pages.supplier_claim_list import SUPPLIER_CLAIMS
from services.warehouse.queries import delivery
from services.warehouse.queries import supplier_claim as queries
from services.warehouse.shapes.supplier_claim import Answering, Draft, SupplierClaimQuery, Withdrawing

pages = Blueprint("warehouse_supplier_claim_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def first_claims() -> str:
    """The newest claims: what is shown where the address cannot be read, under the reason."""
    return _claims(SupplierClaimQuery())


@pages.get("/supplier-claims")
@form_of(first_claims)
@allow(WAREHOUSE, SEES_ALL)
def supplier_claims() -> str:
    return _claims(asked(SupplierClaimQuery))


@pages.post("/deliveries/<uuid:key>/supplier-claim")
@form_of(differences_page)
@allow(Role.WAREHOUSE_MANAGER, creates=True)
def draft(key: UUID) -> ResponseReturnValue:
    given = form(Draft)
    claim = operations.draft_claim(session(), key, given.language, given.note)
    return redirect(url_for(".supplier_claim", key=claim.id), 303)


@pages.get("/supplier-claims.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def claims_file(kind: str) -> Response:
    return saved_list(SUPPLIER_CLAIMS, kind)


def claim_page(key: UUID) -> str:
    """A claim from its first device on: what is shown where a step is refused, under the reason."""
    return _claim(key, Paging())


@pages.get("/supplier-claims/<uuid:key>")
@form_of(claim_page)
@allow(WAREHOUSE, SEES_ALL)
def supplier_claim(key: UUID) -> str:
    return _claim(key, asked(Paging))


@pages.get("/supplier-claims/<uuid:key>/letter")
@allow(WAREHOUSE, SEES_ALL)
def letter(key: UUID) -> str:
    claim = queries.supplier_claim(session(), key)
    address(claim.language)
    about = delivery.delivery(session(), claim.delivery_id).delivery
    return show("supplier_letter", claim=claim, delivery=about, lines=queries.every_line(session(), key))


@pages.get("/supplier-claims/<uuid:key>/devices.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def devices_file(key: UUID, kind: str) -> Response:
    claim = queries.supplier_claim(session(), key)
    address(claim.language)
    return saved_sheets(Format(kind), claim.number, received_file.claimed(queries.every_line(session(), key)))


@pages.post("/supplier-claims/<uuid:key>/send")
@form_of(claim_page)
@allow(Role.WAREHOUSE_MANAGER)
def send(key: UUID) -> ResponseReturnValue:
    operations.send_claim(session(), key)
    return _back(key)


@pages.post("/supplier-claims/<uuid:key>/answer")
@form_of(claim_page)
@allow(Role.WAREHOUSE_MANAGER)
def answer(key: UUID) -> ResponseReturnValue:
    given = _answering()
    operations.answer_claim(session(), key, given.answer, given.devices, given.kind)
    return _back(key)


@pages.post("/supplier-claims/<uuid:key>/close")
@form_of(claim_page)
@allow(Role.WAREHOUSE_MANAGER)
def close(key: UUID) -> ResponseReturnValue:
    operations.close_claim(session(), key)
    return _back(key)


@pages.post("/supplier-claims/<uuid:key>/withdraw")
@form_of(claim_page)
@allow(Role.WAREHOUSE_MANAGER)
def withdraw(key: UUID) -> ResponseReturnValue:
    operations.withdraw_claim(session(), key, form(Withdrawing).reason)
    return _back(key)


def _answering() -> Answering:
    """The devices that are ticked, or all without an answer where none is."""
    typed: dict[str, Any] = {name: value for name, value in request.form.items() if name not in CARRIED and value}
    if ticked := request.form.getlist("devices"):
        typed["devices"] = ticked
    return Answering.model_validate(typed)


def _back(key: UUID) -> ResponseReturnValue:
    return redirect(url_for(".supplier_claim", key=key), 303)


def _claims(query: SupplierClaimQuery) -> str:
    found = SUPPLIER_CLAIMS.read(query, query.cursor, query.limit)
    given = query.model_dump(mode="json", exclude_unset=True)
    return show("supplier_claims", claims=found, states=list(SupplierClaimState), given=given)


def _claim(key: UUID, paging: Paging) -> str:
    claim = queries.supplier_claim(session(), key)
    return show(
        "supplier_claim",
        claim=claim,
        delivery=delivery.delivery(session(), claim.delivery_id).delivery,
        late=queries.came_late(session(), key),
        answers=queries.answers(session(), key),
        lines=queries.lines(session(), key, paging.cursor, paging.limit),
        outcomes=[one for one in Outcome if one is not Outcome.OPEN],
        manages=person().role is Role.WAREHOUSE_MANAGER,
    )
