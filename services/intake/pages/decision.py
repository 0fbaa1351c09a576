"""The Ministry's forms on the page of a request: grant, replace, refuse, send back, undo, pause."""

from uuid import UUID

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import Role
from services.intake.operations import grant as decisions
from services.intake.operations import pause as clock
from services.intake.pages.request import back, one, quantities
from services.intake.queries.queue import place_of
from services.intake.queries.request import one_request
from services.intake.shapes.count import by_type
from services.intake.shapes.request import GrantBody, ReasonBody, ReplaceBody

pages = Blueprint("intake_decision_pages", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.post("/requests/<uuid:id>/grant")
@form_of(one)
@allow(Role.MINISTRY)
def grant(id: UUID) -> ResponseReturnValue:  # noqa: A002 (the path's own name)
    body = GrantBody.model_validate({"granted": quantities(request.form, "granted")})
    decisions.grant_request(session(), id, by_type(body.granted or []))
    return _onward(id)


@pages.post("/requests/<uuid:id>/weigh")
@form_of(one)
@allow(Role.MINISTRY, repeatable=True)
def weigh(id: UUID) -> ResponseReturnValue:  # noqa: A002
    """What would stay free, for browsers without script: the page again with what was typed, and nothing granted."""
    GrantBody.model_validate({"granted": quantities(request.form, "granted")})
    return one(id)


@pages.post("/requests/<uuid:id>/replace")
@form_of(one)
@allow(Role.MINISTRY, creates=True)
def replace(id: UUID) -> ResponseReturnValue:  # noqa: A002
    body = ReplaceBody.model_validate({"replace": quantities(request.form, "replace")})
    decisions.replace_lacking(session(), id, by_type(body.replace))
    return back(id)


@pages.post("/requests/<uuid:id>/refuse")
@form_of(one)
@allow(Role.MINISTRY)
def refuse(id: UUID) -> ResponseReturnValue:  # noqa: A002
    decisions.refuse_request(session(), id, _reason())
    return _onward(id)


@pages.post("/requests/<uuid:id>/send-back")
@form_of(one)
@allow(Role.MINISTRY)
def send_back(id: UUID) -> ResponseReturnValue:  # noqa: A002
    decisions.send_back(session(), id, _reason())
    return _onward(id)


@pages.post("/requests/<uuid:id>/undo")
@form_of(one)
@allow(Role.MINISTRY)
def undo(id: UUID) -> ResponseReturnValue:  # noqa: A002
    decisions.undo_decision(session(), id, _reason())
    return back(id)


@pages.post("/requests/<uuid:id>/pause")
@form_of(one)
@allow(Role.MINISTRY)
def pause(id: UUID) -> ResponseReturnValue:  # noqa: A002
    clock.pause_request(session(), id, _reason())
    return back(id)


@pages.post("/requests/<uuid:id>/resume")
@form_of(one)
@allow(Role.MINISTRY)
def resume(id: UUID) -> ResponseReturnValue:  # noqa: A002
    clock.resume_request(session(), id)
    return back(id)


def _onward(request_id: UUID) -> ResponseReturnValue:
    """To the next that waits to be decided, where that was asked for; it says what became of this one."""
    if request.form.get("then") != "next":
        return back(request_id)
    key = place_of(session(), one_request(session(), None, request_id)).next
    return redirect(f"/intake/{f'requests/{key}' if key else 'waiting'}?decided={request_id}", 303)


def _reason() -> str:
    return ReasonBody.model_validate({"reason": request.form.get("reason", "")}).reason
