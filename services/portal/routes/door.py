"""The door for programs: a password, a station's key, or a browser's session is exchanged for a short token."""

from flask import Response

from services.chassis.errors import Refusal, Unauthenticated
from services.chassis.web.edge import edge, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import anyone
from services.contracts.sentence import say
from services.portal import cookies
from services.portal.apart import apart
from services.portal.cookies import LIFE_S
from services.portal.local import passwords
from services.portal.operations.door import check_password, renew
from services.portal.operations.station import exchange_key
from services.portal.shapes.door import Credentials, Identity, Key, Renewed, Token

door = Routes("portal_door", __name__, url_prefix="/portal/api/v1")


@door.post("/sign-in", responses={200: Identity}, summary="Exchange a login and a password for a token")
@anyone()
def sign_in(body: Credentials) -> Identity:
    with apart() as kept:
        found = check_password(kept, body.login, body.password, passwords())
        person = found if isinstance(found, Refusal) else found.person()
    if isinstance(person, Refusal):
        raise person
    return Identity(
        token=edge().keys.sign(person), expires_in=LIFE_S, actor=person.actor, role=person.role, board=person.board
    )


@door.post("/tokens", responses={200: Token}, summary="Exchange a station's key for a token")
@anyone()
def exchange(body: Key) -> Token:
    return Token(token=edge().keys.sign(exchange_key(session(), body.key, body.operator)), expires_in=LIFE_S)


@door.post("/session", responses={200: Renewed}, summary="Exchange a browser's session for a fresh token, as a cookie")
@anyone()
def renew_session() -> Response:
    """For a page's script, which cannot follow the redirects that people are sent on; nothing secret but the csrf value
    is in the answer, and that another site cannot read. 401 when the session is over: the person signs in again."""
    with apart() as kept:
        found = renew(kept, cookies.session_cookie())
    if found is None:
        raise Unauthenticated("session.over", say("Sign in again: your session is over."))
    shown = Renewed(actor=found.actor, role=found.role, board=found.board, csrf=found.csrf, expires_in=LIFE_S)
    response = Response(shown.model_dump_json(), content_type="application/json")
    cookies.set_token(response, found)
    return response
