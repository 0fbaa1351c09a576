"""The door for people: sign in, renew what a session gives, sign out."""

from urllib.parse import urlencode

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from services.chassis.errors import Forbidden, Refusal
from services.chassis.web.edge import person, session
from services.chassis.web.language import render
from services.chassis.web.rule import allow, anyone
from services.contracts.places import RENEW, SIGN_IN, SIGN_OUT, SIGNED_OUT
from services.contracts.roles import EVERYONE
from services.contracts.sentence import say
from services.portal import carried, cookies
from services.portal.address import local
from services.portal.apart import apart
from services.portal.local import passwords, providers, shown
from services.portal.operations import door as operations
from services.portal.operations.kept_form import keep_form
from services.portal.shapes.door import SignInForm

# What a browser says of where a form came from; another site's form would sign people in as somebody else.
FROM_HERE = ("same-origin", "same-site", "none")

door = Blueprint("portal_door_pages", __name__, template_folder="../templates")


@door.get(SIGN_IN)
@anyone()
def sign_in() -> ResponseReturnValue:
    return show(local(request.args.get("next")), emergency=request.args.get("with") == "password")


@door.post(SIGN_IN)
@anyone()
def enter() -> ResponseReturnValue:
    """No csrf value here: nobody is signed in yet, so there is nothing that a forged form could act on but the sign-in
    itself, which only a form of this site may send. The session's cookie is SameSite and changes with each sign-in."""
    refuse_foreign()
    form = SignInForm.model_validate(request.form.to_dict())
    with apart() as kept:
        opened = operations.open_session(kept, form.login, form.password, cookies.visit(), passwords())
    if isinstance(opened, Refusal):
        return not_in(opened, local(form.next), emergency=True)
    there = carried.onward(opened.person.actor, local(form.next))
    return cookies.let_in(redirect(there, 303), opened.person, opened.cookie)


@door.route(RENEW, methods=["GET", "POST"])
@anyone()
def renew() -> ResponseReturnValue:
    """Exchange the session for a fresh token and go on, method and form kept; without a session, to the sign-in."""
    asked = local(request.args.get("next"))
    with apart() as kept:
        found = operations.renew(kept, cookies.session_cookie())
    if found is None:
        return _kept(asked) or _to_sign_in(asked)
    response = redirect(asked, 307)
    cookies.set_token(response, found)
    return response


@door.post(SIGN_OUT)
@allow(EVERYONE)
def leave() -> ResponseReturnValue:
    mine = person().session
    by = operations.sign_out(session(), mine) if mine else None
    response = redirect(f"{SIGNED_OUT}?{urlencode({'by': by})}" if by else SIGN_IN, 303)
    cookies.forget(response)
    # Not its storage: scans that wait for a network lie there. What else does `leaving.js` takes away itself.
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def refuse_foreign() -> None:
    """Raises `Forbidden` for a form of another site, as far as the browser says where it is from."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in FROM_HERE:
        raise Forbidden("sign_in.foreign", say("This form is not from this site. Open the sign-in page and repeat."))


def show(further: str, emergency: bool = False, problem: dict[str, str] | None = None, waits: bool = False) -> str:
    """The sign-in page: organisations' providers, and the form of a password where one opens something."""
    more: dict[str, object] = {"waits": waits or bool(problem and carried.secret_of()), "next": further}
    if problem:
        more["problem"] = problem
    return render_template("portal/sign_in.html", providers=providers().all, password=shown(emergency), **more)


def not_in(refusal: Refusal, further: str, emergency: bool = False) -> ResponseReturnValue:
    """The sign-in page again, or, with a first password, the page on which another is chosen."""
    if refusal.code == operations.FIRST:
        return render_template("portal/password.html", next=further, first=True), refusal.status
    problem = {"title": render(say("You are not signed in")), "detail": render(refusal.sentence)}
    return show(further, emergency, problem), refusal.status


def _kept(asked: str) -> Response | None:
    """The sign-in page, with the form that met the session's end kept for its person; None where it is nobody's."""
    form = carried.met(asked) if request.method == "POST" else None
    if form is None:
        return None
    secret = carried.new_secret()
    with apart() as kept:
        whose = operations.whose_form(kept, cookies.session_cookie(), carried.csrf_of(form))
        if whose is None:
            return None
        keep_form(kept, whose, form, secret)
    response = make_response(show(local(carried.page_of(asked)), waits=True), 401)
    carried.hold(response, secret)
    return response


def _to_sign_in(asked: str) -> Response:
    """A form is posted to <its page>/<verb>: after signing in, people start from the page."""
    back = asked if request.method == "GET" else local(carried.page_of(asked))
    return redirect(f"{SIGN_IN}?{urlencode({'next': back})}", 303)
