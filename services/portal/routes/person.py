"""A person's own data as a file: for oneself, and of anybody of the staff for the privacy officer, who also erases."""

from flask import Response
from sqlalchemy.orm import Session

from services.chassis.web.edge import person as caller
from services.chassis.web.edge import session
from services.chassis.web.looks import looked
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import EVERYONE, Role
from services.contracts.sees import Sees
from services.portal import operations
from services.portal.queries.person import kept_of
from services.portal.queries.user import account_of
from services.portal.shapes.person import PersonKept, Why
from services.portal.shapes.user import OfUser, UserShown

person = Routes("portal_person", __name__, url_prefix="/portal/api/v1")


@person.get("/account/data", responses={200: PersonKept}, summary="All that is kept of oneself, as a JSON file")
@allow(EVERYONE)
def my_data() -> Response:
    return _file(session(), caller().actor)


@person.get("/users/<string:actor>/data", responses={200: PersonKept}, summary="All that is kept of a member of staff")
@allow(Role.PRIVACY, sees=Sees.USERS)
def their_data(path: OfUser, query: Why) -> Response:
    account_of(session(), path.actor)
    looked(reason=query.reason)
    return _file(session(), path.actor)


@person.post("/users/<string:actor>/erase", responses={200: UserShown}, summary="Erase a person; the actor id stays")
@allow(Role.PRIVACY, secret=True, sees=Sees.USERS)
def erase(path: OfUser, body: Why) -> UserShown:
    erased = operations.erase_user(session(), path.actor)
    looked(reason=body.reason)
    return UserShown.model_validate(erased)


def _file(session: Session, actor: str) -> Response:
    found = PersonKept.of(actor, kept_of(session, actor))
    response = Response(found.model_dump_json(indent=1), content_type="application/json")
    response.headers.set("Content-Disposition", "attachment", filename=f"{actor.replace('/', '-')}.json")
    return response
