"""The cookies of people who signed in: the session, for the portal alone, and the short token."""

from flask import current_app
from werkzeug.wrappers import Response

from services.chassis.settings import Settings
from services.chassis.tokens import LIFE
from services.chassis.web import admission
from services.chassis.web.edge import edge
from services.contracts.roles import Person

SESSION = "reserve_session"
LIFE_S = int(LIFE.total_seconds())


def let_in(response: Response, whose: Person, cookie: str) -> Response:
    """The same answer with both cookies of somebody who has just signed in."""
    set_token(response, whose)
    set_session(response, cookie)
    return response


def set_session(response: Response, cookie: str) -> None:
    response.set_cookie(SESSION, cookie, path="/portal", httponly=True, samesite="Lax", secure=_https())


def set_token(response: Response, whose: Person) -> None:
    """A fresh token of this person, good for five minutes."""
    token = edge().keys.sign(whose)
    response.set_cookie(
        admission.COOKIE, token, max_age=LIFE_S, path="/", httponly=True, samesite="Lax", secure=_https()
    )


def keep_for(response: Response, name: str, value: str, life_s: int, path: str) -> None:
    """A cookie of somebody who is on his way in."""
    response.set_cookie(name, value, max_age=life_s, path=path, httponly=True, samesite="Lax", secure=_https())


def drop(response: Response, name: str, path: str) -> None:
    response.delete_cookie(name, path=path, httponly=True, samesite="Lax", secure=_https())


def forget(response: Response) -> None:
    """Both cookies, at sign-out."""
    response.delete_cookie(admission.COOKIE, path="/", httponly=True, samesite="Lax", secure=_https())
    response.delete_cookie(SESSION, path="/portal", httponly=True, samesite="Lax", secure=_https())


def _https() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.https
