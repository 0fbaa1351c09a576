"""The cookies of people who signed in: the session, for the portal alone, and the short token."""

from flask import request
from werkzeug.wrappers import Response

from services.chassis.tokens import LIFE
from services.chassis.web import admission
from services.chassis.web.cookies import drop, put, read
from services.chassis.web.edge import edge
from services.contracts.roles import Person
from services.portal.model.browser import browser_of
from services.portal.operations.opening import Visit

SESSION, SESSION_PATH = "reserve_session", "/portal"
# The secret of a form that met the end of its session (`carried.py`).
FORM = "reserve_form"
LIFE_S = int(LIFE.total_seconds())


def let_in(response: Response, whose: Person, cookie: str) -> Response:
    """The same answer with both cookies of somebody who has just signed in."""
    set_token(response, whose)
    put(response, SESSION, cookie, SESSION_PATH)
    return response


def set_token(response: Response, whose: Person) -> None:
    """A fresh token of this person, good for five minutes."""
    put(response, admission.COOKIE, edge().keys.sign(whose), life_s=LIFE_S)


def forget(response: Response) -> None:
    """All of them, at sign-out."""
    drop(response, admission.COOKIE)
    drop(response, SESSION, SESSION_PATH)
    drop(response, FORM, SESSION_PATH)


def session_cookie() -> str:
    """The session that the browser has; empty for none."""
    return read(SESSION) or ""


def visit() -> Visit:
    """The browser of this request, and the session that it had before."""
    return Visit(browser_of(request.user_agent.string), session_cookie())
