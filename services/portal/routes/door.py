"""The door for programs: a password or a station's key is exchanged for a short token."""

from flask_openapi import APIBlueprint

from services.chassis.errors import Refusal
from services.chassis.tokens import LIFE
from services.chassis.web.edge import edge, session
from services.chassis.web.rule import anyone
from services.portal.apart import apart
from services.portal.operations.door import check_password
from services.portal.operations.station import exchange_key
from services.portal.shapes.door import Credentials, Identity, Key, Token

LIFE_S = int(LIFE.total_seconds())

door = APIBlueprint("portal_door", __name__, url_prefix="/portal/api/v1")


@door.post("/sign-in", responses={200: Identity}, summary="Exchange a login and a password for a token")
@anyone()
def sign_in(body: Credentials) -> Identity:
    with apart() as kept:
        found = check_password(kept, body.login, body.password)
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
