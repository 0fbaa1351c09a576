"""Pages of requests: the list with the board's form, and one request with what each role may do next."""

from collections.abc import Mapping
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web import filtering
from services.chassis.web.edge import person, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import boards, categories, device_types
from services.contracts.roles import BOARD, NAMES, SEES_ALL, Role
from services.intake.model.calendar import day_of
from services.intake.model.closure import CLOSED
from services.intake.model.freight import ZONES
from services.intake.model.portrait import Standing
from services.intake.model.shipment import WORDS as STAGES
from services.intake.model.state import DECIDABLE, OPEN, URGENCIES, WORDS, WRITABLE, State
from services.intake.operations import request as operations
from services.intake.pages.form import acceptance, asked, offered
from services.intake.pages.request_list import REQUESTS, requests_asked
from services.intake.pages.weighing import weighed
from services.intake.pages.words import problem_in_words
from services.intake.queries import request as queries
from services.intake.queries.beside import beside
from services.intake.queries.round import told_of
from services.intake.queries.statement import charged
from services.intake.queries.stock import stock
from services.intake.scope import portrait_days, scope
from services.intake.shapes.asking import SubmitBody
from services.intake.shapes.count import by_type
from services.intake.shapes.request import GiveUpBody, ReasonBody, RequestQuery

pages = Blueprint("intake_request_pages", "services.intake", url_prefix="/intake", template_folder="templates")

WORDING = {"WORDS": WORDS, "URGENCIES": URGENCIES, "State": State, "Role": Role, "BOARD": BOARD}
WORDING |= {
    "ZONES": ZONES,
    "OPEN": OPEN,
    "WRITABLE": WRITABLE,
    "DECIDABLE": DECIDABLE,
    "CLOSED": CLOSED,
    "ROLES": NAMES,
}


@pages.get("/requests")
@allow(BOARD, SEES_ALL)
def requests() -> ResponseReturnValue:
    query = filtering.asked(RequestQuery, strict=False)
    return render_template(
        "intake/requests.html",
        page=requests_asked(query, query.cursor, query.limit),
        query=query,
        boards=boards(),
        device_types=device_types(),
        states=[state for state in State if person().role in BOARD or state is not State.DRAFT],
        form=offered() if person().role in BOARD else None,
        problem=problem_in_words(asked(request.form)),
        **WORDING,
    )


@pages.get("/requests.<any(csv,xlsx):kind>")
@allow(BOARD, SEES_ALL)
def requests_file(kind: str) -> Response:
    return saved_list(REQUESTS, kind)


@pages.get("/requests/<uuid:id>")
@allow(BOARD, SEES_ALL)
def one(id: UUID) -> ResponseReturnValue:  # noqa: A002 (the path's own name)
    found = queries.one_request(session(), scope(), id)
    return render_template(
        "intake/request.html",
        request_=found,
        board=boards()[found.board],
        beside=beside(session(), found, now(), portrait_days()),
        quote=queries.quote_now(found, now()),
        charged=charged(session(), found.id),
        undo=queries.undoing(session(), found),
        shipments=queries.shipments(session(), found),
        round=told_of(session(), found),
        STAGES=STAGES,
        stock={row.type: row for row in stock(session())},
        Standing=Standing,
        **weighed(found),
        problem=problem_in_words({name: quantities(request.form, name) for name in ("granted", "given_up", "replace")}),
        categories=categories(),
        # A category that was widened since has the name under which it was asked for.
        day=day_of(found.submitted_at or found.entered_at),
        device_types=device_types(),
        **WORDING,
    )


@pages.post("/requests/<uuid:id>/submit")
@form_of(one)
@allow(Role.BOARD_MANAGER)
def submit(id: UUID) -> ResponseReturnValue:  # noqa: A002
    body = SubmitBody.model_validate(acceptance(request.form))
    operations.submit_request(session(), scope(), id, body.acceptance(person().role), portrait_days())
    return back(id)


@pages.post("/requests/<uuid:id>/give-up")
@form_of(one)
@allow(Role.BOARD_MANAGER)
def give_up(id: UUID) -> ResponseReturnValue:  # noqa: A002
    body = GiveUpBody.model_validate({"given_up": quantities(request.form, "given_up")})
    operations.give_up(session(), scope(), id, by_type(body.given_up))
    return back(id)


@pages.post("/requests/<uuid:id>/withdraw")
@form_of(one)
@allow(Role.BOARD_MANAGER)
def withdraw(id: UUID) -> ResponseReturnValue:  # noqa: A002
    body = ReasonBody.model_validate({"reason": request.form.get("reason", "")})
    operations.withdraw_request(session(), scope(), id, body.reason)
    return back(id)


def back(request_id: UUID) -> ResponseReturnValue:
    return redirect(f"/intake/requests/{request_id}", 303)


def quantities(form: Mapping[str, str], name: str) -> list[dict[str, str]]:
    """Fields `<name>.<type>`; an empty one leaves the type as it is."""
    found = {kind: form.get(f"{name}.{kind}") for kind in device_types()}
    return [{"type": kind, "quantity": quantity} for kind, quantity in found.items() if quantity]
