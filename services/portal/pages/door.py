"""The door for people: sign in, renew what a session gives, sign out."""

from urllib.parse import urlencode

from flask import Blueprint, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from services.chassis.errors import Forbidden, Refusal
from services.chassis.settings import Settings
from services.chassis.tokens import LIFE
from services.chassis.web import admission
from services.chassis.web.edge import edge, person, session
from services.chassis.web.language import render
from services.chassis.web.rule import allow, anyone
from services.contracts.places import RENEW, SIGN_IN, SIGN_OUT
from services.contracts.roles import EVERYONE, Person
from services.contracts.sentence import say
from services.portal.address import local
from services.portal.apart import apart
from services.portal.operations import door as operations
from services.portal.shapes.door import SignInForm

COOKIE = "reserve_session"
# What a browser says of where a form came from; another site's form would sign people in as somebody else.
FROM_HERE = ("same-origin", "same-site", "none")

door = Blueprint("portal_door_pages", __name__, template_folder="../templates")


@door.get(SIGN_IN)
@anyone()
def sign_in() -> ResponseReturnValue:
    return render_template("portal/sign_in.html", next=local(request.args.get("next")))


@door.post(SIGN_IN)
@anyone()
def enter() -> ResponseReturnValue:
    """No csrf value here: nobody is signed in yet, so there is nothing that a forged form could act on but the sign-in
    itself, which only a form of this site may send. The session's cookie is SameSite and changes with each sign-in."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in FROM_HERE:
        raise Forbidden("sign_in.foreign", say("This form is not from this site. Open the sign-in page and repeat."))
    form = SignInForm.model_validate(request.form.to_dict())
    with apart() as kept:
        opened = operations.open_session(kept, form.login, form.password)
    if isinstance(opened, Refusal):
        problem = {"title": render(say("You are not signed in")), "detail": render(opened.sentence)}
        return render_template("portal/sign_in.html", next=local(form.next), problem=problem), 401
    response = _with_token(redirect(local(form.next), 303), opened.person)
    response.set_cookie(COOKIE, opened.cookie, path="/portal", httponly=True, samesite="Lax", secure=_https())
    return response


@door.route(RENEW, methods=["GET", "POST"])
@anyone()
def renew() -> ResponseReturnValue:
    """Exchange the session for a fresh token and go on, method and form kept; without a session, to the sign-in."""
    asked = local(request.args.get("next"))
    with apart() as kept:
        found = operations.renew(kept, request.cookies.get(COOKIE, ""))
    if found is not None:
        return _with_token(redirect(asked, 307), found)
    # A form is posted to <its page>/<verb>: after signing in, people start from the page.
    back = asked if request.method == "GET" else local(asked.split("?")[0].rsplit("/", 1)[0])
    return redirect(f"{SIGN_IN}?{urlencode({'next': back})}", 303)


@door.post(SIGN_OUT)
@allow(EVERYONE)
def leave() -> ResponseReturnValue:
    if person().session:
        operations.sign_out(session(), str(person().session))
    response = redirect(SIGN_IN, 303)
    response.delete_cookie(admission.COOKIE, path="/", httponly=True, samesite="Lax", secure=_https())
    response.delete_cookie(COOKIE, path="/portal", httponly=True, samesite="Lax", secure=_https())
    return response


def _with_token(response: Response, whose: Person) -> Response:
    token = edge().keys.sign(whose)
    life = int(LIFE.total_seconds())
    response.set_cookie(admission.COOKIE, token, max_age=life, path="/", httponly=True, samesite="Lax", secure=_https())
    return response


def _https() -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.https
