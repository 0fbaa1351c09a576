"""Admission: whose token this is, whether the route is for them, and whether the form is really theirs."""

from hmac import compare_digest

from flask import Request

from services.chassis.errors import Forbidden, Unauthenticated
from services.chassis.tokens import Keys
from services.chassis.web import cookies
from services.chassis.web.rule import Rule
from services.contracts.roles import BOARD, Person
from services.contracts.sentence import say

COOKIE = "reserve_token"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def admit(request: Request, rule: Rule, keys: Keys) -> Person | None:
    """The person who calls, or None where anybody may. Raises `Unauthenticated`, `Forbidden`."""
    person = _person(request, keys, must=rule.roles is not None)
    if rule.roles is not None and (person is None or person.role not in rule.roles):
        raise Forbidden("role.forbidden", say("Your role does not do this."))
    if rule.roles is not None and person is not None and person.role in BOARD and person.board is None:
        # No board must never be read as no bound: those who see all have none either.
        raise Forbidden("board.none", say("Your account belongs to no board. Ask the Ministry to correct it."))
    return person


def _person(request: Request, keys: Keys, must: bool) -> Person | None:
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        return keys.verify(bearer.removeprefix("Bearer "))
    cookie = cookies.read(COOKIE)
    if cookie is None:
        if must:
            raise Unauthenticated("token.missing", say("Sign in first."))
        return None
    return _from_cookie(request, cookie, keys, must)


def _from_cookie(request: Request, cookie: str, keys: Keys, must: bool) -> Person | None:
    try:
        person = keys.verify(cookie)
    except Unauthenticated:
        if must:
            raise
        return None
    # A cookie is sent by the browser whoever made the form: what changes something must also carry the session's own
    # random value, which another site cannot read.
    if request.method not in SAFE and must and not _own_form(request, person):
        raise Forbidden("csrf", say("This form is not from your session. Open the page again and repeat."))
    return person


def _own_form(request: Request, person: Person) -> bool:
    given = request.headers.get("X-CSRF-Token") or request.form.get("csrf", "")
    # As bytes: of texts it compares plain ASCII only, and anything may be given.
    return bool(person.csrf) and compare_digest(given.encode(), person.csrf.encode())
