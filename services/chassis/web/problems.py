"""Refusals shown in one place: RFC 9457 problems for programs, the same page again with its reason for people."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, current_app, g, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from services.chassis.away import is_away, is_unfit
from services.chassis.database import OutcomeUnknown
from services.chassis.errors import Conflict, FieldError, Invalid, Refusal, Unauthenticated
from services.chassis.logs import told
from services.chassis.metering import meters
from services.chassis.version import CHANGED
from services.chassis.web.edge import note_access
from services.chassis.web.language import render
from services.chassis.web.rule import rule_of
from services.chassis.web.tied import places, tied
from services.contracts.places import RENEW, RENEW_API, SIGN_IN
from services.contracts.sentence import Sentence, say
from services.contracts.values import Malformed

log = structlog.get_logger()

TITLES = {
    400: say("This cannot be read"),
    401: say("Nobody is signed in"),
    403: say("Not for this role"),
    404: say("Not found"),
    405: say("Not done here"),
    408: say("Too slow"),
    409: say("Not possible now"),
    411: say("Of unknown length"),
    412: say("Changed meanwhile"),
    413: say("Too large"),
    415: say("Not a form that is read here"),
    422: say("Something is not right"),
    429: say("Too many calls"),
    500: say("Our fault"),
    503: say("Not to be had for the moment"),
}
NOT_HERE = say("There is no such page here, or no longer. What is typed in the address may be wrong.")
FAULT = say("Something went wrong on our side. Nothing was changed. Try again, and give the number of this request.")
AWAY = say("The database cannot be reached for the moment. Nothing was changed. Try again in a few seconds.")
UNKNOWN = say("The connection broke off at the last moment: this was done, or it was not. Look before you repeat it.")
UNFIT = say("A number here is too large, a moment too far away, or a text has a character that is not kept.")
RETRY_AFTER_S = 5
LATER = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}
RULES = {
    "missing": say("This field is needed."),
    "extra_forbidden": say("This field is not known here."),
    "string_too_long": say("This text is too long."),
    "too_long": say("There are too many of these."),
    "too_short": say("There are too few of these."),
    "greater_than": say("This number is too small."),
    "greater_than_equal": say("This number is too small."),
    "less_than_equal": say("This number is too large."),
    "int_parsing": say("A whole number is needed."),
    "uuid_parsing": say("An identifier (UUID) is needed."),
    "timezone_aware": say("A moment with its zone is needed, for example 2020-08-27T14:05:11-04:00."),
}


def handle(app: Flask) -> None:
    """Show every refusal, and every fault, the same way in the whole application."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(ValidationError, lambda error: _refused(invalid(error)))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(StaleDataError, lambda _: _refused(Conflict("changed.meanwhile", CHANGED)))
    app.register_error_handler(Exception, _fault)


def invalid(error: ValidationError) -> Invalid:
    """A pydantic error as our own, field by field. What was sent is never echoed."""
    errors = tuple(
        FieldError("/" + "/".join(str(step) for step in one["loc"]), one["type"], _rule(one)) for one in error.errors()
    )
    return Invalid("fields.invalid", say("%(count)s field(s) to correct.", count=len(errors)), errors)


def _rule(error: Any) -> Sentence:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, Malformed):
        return cause.rule
    return RULES.get(error["type"], say("This value does not fit here."))


def _problem(status: int, code: str, sentence: Sentence, errors: Sequence[FieldError] = ()) -> dict[str, Any]:
    """The members of an RFC 9457 problem in the reader's language."""
    meters.REFUSALS.labels(current_app.name, code, status).inc()
    g.refused = code
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": render(TITLES[status]),
        "status": status,
        "code": code,
        "detail": render(sentence),
        "request": g.get("request_id"),
    }
    if errors:
        body["errors"] = [{"pointer": one.pointer, "code": one.code, "detail": render(one.detail)} for one in errors]
    if status == HTTPStatus.UNAUTHORIZED:
        # A page's script asks for a fresh token first; where that is refused, the person signs in, and nothing is lost.
        body |= {"renew": RENEW_API, "sign_in": SIGN_IN}
    return body


def _refused(refusal: Refusal) -> ResponseReturnValue:
    if isinstance(refusal, Unauthenticated) and not _for_programs():
        # 307 keeps the method and the form, so that what was typed arrives once the token is renewed.
        return redirect(f"{RENEW}?next={quote(request.full_path.rstrip('?'))}", 307)
    problem = _problem(refusal.status, refusal.code, refusal.sentence, refusal.errors)
    g.places = places(refusal)
    return (None if _for_programs() else _form_page(problem)) or _show(problem)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status not in TITLES:
        return error
    sentence = NOT_HERE if status == HTTPStatus.NOT_FOUND else TITLES[status]
    return _show(_problem(status, f"http.{status}", sentence))


def _fault(error: Exception) -> ResponseReturnValue:
    if is_away(error):
        log.warning("database away", **told(error))
        known = ("outcome.unknown", UNKNOWN) if isinstance(error, OutcomeUnknown) else ("database.away", AWAY)
        return _show(_problem(503, *known))
    if is_unfit(error):
        log.warning("value unfit", **told(error))
        return _refused(Invalid("value.unfit", UNFIT))
    log.error("fault", exc_info=error)
    return _show(_problem(500, "fault", FAULT))


def _show(problem: dict[str, Any]) -> ResponseReturnValue:
    headers = _when_again(problem)
    if _for_programs():
        headers["Content-Type"] = "application/problem+json"
        return jsonify(problem), problem["status"], headers
    return render_template("problem.html", problem=problem), problem["status"], headers


def _form_page(problem: dict[str, Any]) -> ResponseReturnValue | None:
    """The page whose form was refused, with the reason above and what was typed still in it; None where there is none.

    The page may fail too, when what the form was about is not there, or the database: then there is none to show.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    page = getattr(view, "form_page", None)
    if page is None or g.get("person") is None:
        return None
    g.problem = problem
    with g.database.reading() as g.session:
        try:
            shown = page(**(request.view_args or {}))
        except (Refusal, SQLAlchemyError):
            g.problem = None
            return None
    # A page may be a part of a view, which has no rule of its own.
    if hasattr(page, "rule"):
        note_access(rule_of(page))
    answer = current_app.make_response(shown)
    details = [one["detail"] for one in problem.get("errors", [problem])]
    answer.set_data(tied(answer.get_data(as_text=True), request.path, request.form, g.places, details))
    return answer, problem["status"], _when_again(problem)


def _when_again(problem: dict[str, Any]) -> dict[str, str]:
    return {"Retry-After": str(RETRY_AFTER_S)} if problem["status"] in LATER else {}


def _for_programs() -> bool:
    return "/api/" in request.path or "/health/" in request.path
