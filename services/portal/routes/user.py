"""Users, stations' keys and what was done to them, for programs: as far as the caller's reach goes."""

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import Paging
from services.contracts.roles import KNOWS_USERS, MAKES_USERS
from services.contracts.sees import Sees
from services.portal import operations
from services.portal.model.makes import LOOKS_ON, MAKE_KEYS, reach_of
from services.portal.model.station import station_of
from services.portal.queries import user as queries
from services.portal.shapes.user import (
    ById,
    Changes,
    ChangeShown,
    FirstPassword,
    InvitationCode,
    MakeKey,
    OfStation,
    OfUser,
    OpenUser,
    StationKey,
    Stations,
    StationShown,
    Users,
    UserShown,
)

user = Routes("portal_user", __name__, url_prefix="/portal/api/v1")


@user.get("/users", responses={200: Users}, summary="The accounts that one answers for, by login")
@allow(KNOWS_USERS, sees=Sees.USERS)
def list_users(query: ById) -> Users:
    found = queries.users(session(), reach_of(person()), query.cursor, query.limit)
    return Users(items=[UserShown.model_validate(one) for one in found.items], next=found.next)


@user.get("/users/changes", responses={200: Changes}, summary="What was done to accounts and keys, newest first")
@allow(KNOWS_USERS, sees=Sees.USERS)
def list_changes(query: Paging) -> Changes:
    found = queries.changes(session(), reach_of(person()), query.cursor, query.limit)
    return Changes(items=[ChangeShown.model_validate(one) for one in found.items], next=found.next)


@user.post("/users", responses={201: FirstPassword}, summary="Open an account; its first password is told this once")
@allow(MAKES_USERS, secret=True)
def open_user(body: OpenUser) -> tuple[FirstPassword, int]:
    reach = reach_of(person())
    board = reach.board if reach.house else body.board
    actor, password = operations.open_user(session(), reach, body.login, body.name, body.role, board)
    return FirstPassword(actor=actor, password=password), 201


@user.get("/users/<string:actor>", responses={200: UserShown}, summary="One account")
@allow(KNOWS_USERS, sees=Sees.USERS)
def show_user(path: OfUser) -> UserShown:
    return UserShown.model_validate(queries.user(session(), reach_of(person()), path.actor))


@user.post("/users/<string:actor>/password", responses={200: FirstPassword}, summary="Give a new first password")
@allow(MAKES_USERS, secret=True)
def give_password(path: OfUser) -> FirstPassword:
    password = operations.give_password(session(), reach_of(person()), path.actor)
    return FirstPassword(actor=path.actor, password=password)


@user.post("/users/<string:actor>/invitation", responses={200: InvitationCode}, summary="Make an invitation")
@allow(MAKES_USERS, secret=True)
def invite(path: OfUser) -> InvitationCode:
    return InvitationCode(actor=path.actor, code=operations.invite(session(), reach_of(person()), path.actor))


@user.post("/users/<string:actor>/end-sessions", responses={200: UserShown}, summary="End all sessions of an account")
@allow(MAKES_USERS)
def end_sessions(path: OfUser) -> UserShown:
    return UserShown.model_validate(operations.end_user_sessions(session(), reach_of(person()), path.actor))


@user.post("/users/<string:actor>/close", responses={200: UserShown}, summary="Close an account; its sessions end")
@allow(MAKES_USERS, secret=True)
def close_user(path: OfUser) -> UserShown:
    return UserShown.model_validate(operations.close_user(session(), reach_of(person()), path.actor))


@user.get("/stations", responses={200: Stations}, summary="The stations that one answers for, by number")
@allow(MAKE_KEYS, LOOKS_ON)
def list_stations(query: ById) -> Stations:
    found, following = queries.stations(session(), reach_of(person()), query.cursor, query.limit)
    return Stations(items=[StationShown.model_validate(one) for one in found], next=following)


@user.post("/stations", responses={201: StationKey}, summary="Make a station's key, told this once")
@allow(MAKE_KEYS, secret=True)
def make_key(body: MakeKey) -> tuple[StationKey, int]:
    key = operations.make_key(session(), reach_of(person()), body.name, body.duties, body.days)
    return StationKey(station=station_of(key) or "", key=key), 201


@user.post("/stations/<string:station>/renew", responses={200: StationKey}, summary="Renew a station's key")
@allow(MAKE_KEYS, secret=True)
def renew_key(path: OfStation) -> StationKey:
    return StationKey(station=path.station, key=operations.renew_key(session(), reach_of(person()), path.station))


@user.post("/stations/<string:station>/revoke", responses={200: StationShown}, summary="Revoke a station's key")
@allow(MAKE_KEYS)
def revoke(path: OfStation) -> StationShown:
    return StationShown.model_validate(operations.end_key(session(), reach_of(person()), path.station))
