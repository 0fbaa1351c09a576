"""Users: the accounts that the reader answers for, one of them with what may be done, and all that was done."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web import filtering
from services.chassis.web.edge import person, session
from services.chassis.web.looks import looked
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.places import USERS
from services.contracts.roles import KNOWS_USERS, MAKES_USERS, NAMES, Role
from services.contracts.sees import MOTIVES, Sees
from services.contracts.sentence import say
from services.portal import operations
from services.portal.local import providers
from services.portal.model import account_change
from services.portal.model.account import FIRST_LIFE
from services.portal.model.makes import reach_of
from services.portal.pages.form import filled
from services.portal.pages.inquiry import board_name
from services.portal.queries import user as queries
from services.portal.queries.label import names
from services.portal.shapes.person import Why
from services.portal.shapes.user import ById, OpenUser

# So many of the newest changes stand on the page of the users; the others are on their own.
NEWEST = 10

users = Blueprint("portal_user_pages", __name__, url_prefix=USERS, template_folder="../templates")


users.context_processor(
    lambda: {"role_names": NAMES, "change_names": account_change.NAMES, "board_name": board_name, "motives": MOTIVES}
)


@users.get("")
@allow(KNOWS_USERS, sees=Sees.USERS)
def list_users() -> str:
    query, reach = filtering.asked(ById, strict=False), reach_of(person())
    return render_template(
        "portal/users.html",
        page=queries.users(session(), reach, query.cursor, query.limit),
        reach=reach,
        opens=[role for role in Role if role in reach.makes and role is not Role.STATION],
        has_stations=Role.STATION in reach.roles,
        boards=queries.unmanaged(session()) if Role.BOARD_MANAGER in reach.makes and not reach.house else [],
        **_changes(Paging(limit=NEWEST)),
    )


@users.get("/changes")
@allow(KNOWS_USERS, sees=Sees.USERS)
def list_changes() -> str:
    return render_template("portal/user_changes.html", **_changes(filtering.asked(Paging, strict=False)))


@users.post("/open")
@form_of(list_users)
@allow(MAKES_USERS, secret=True)
def open_user() -> str:
    form, reach = filled(OpenUser), reach_of(person())
    board = reach.board if reach.house else form.board
    actor, password = operations.open_user(session(), reach, form.login, form.name, form.role, board)
    if providers().for_account(form.role, board):
        return invite(actor)
    told = say("First password of %(login)s", login=form.login)
    return render_template("portal/secret.html", told=told, secret=password, kind="password", days=FIRST_LIFE.days)


@users.get("/<any('open'):form>")
@allow(KNOWS_USERS)
def after_opening(form: str) -> ResponseReturnValue:
    """Where the address of the form leads once its answer stands there."""
    return redirect(url_for(".list_users"), 303)


@users.get("/<string:actor>")
@allow(KNOWS_USERS, sees=Sees.USERS)
def show_user(actor: str) -> str:
    found, me = queries.user(session(), reach_of(person()), actor), person().actor
    makes = reach_of(person()).holds(Role(found.role), found.board)
    by = providers().for_account(Role(found.role), found.board)
    known = queries.identities(session(), actor)
    may = {"own": actor == me, "makes": makes, "erases": person().role is Role.PRIVACY and actor != me}
    return render_template("portal/user.html", user=found, by=by, known=known, **may)


@users.post("/<string:actor>/password")
@form_of(show_user)
@allow(MAKES_USERS, secret=True)
def give_password(actor: str) -> str:
    password = operations.give_password(session(), reach_of(person()), actor)
    told = say("First password of %(login)s", login=queries.login_of(session(), actor))
    return render_template("portal/secret.html", told=told, secret=password, kind="password", days=FIRST_LIFE.days)


@users.post("/<string:actor>/invitation")
@form_of(show_user)
@allow(MAKES_USERS, secret=True)
def invite(actor: str) -> str:
    code = operations.invite(session(), reach_of(person()), actor)
    told = say("Invitation of %(login)s", login=queries.login_of(session(), actor))
    return render_template("portal/secret.html", told=told, secret=code, kind="invitation")


@users.post("/<string:actor>/end-sessions")
@form_of(show_user)
@allow(MAKES_USERS)
def end_sessions(actor: str) -> ResponseReturnValue:
    operations.end_user_sessions(session(), reach_of(person()), actor)
    return redirect(url_for(".show_user", actor=actor), 303)


@users.post("/<string:actor>/close")
@form_of(show_user)
@allow(MAKES_USERS)
def close_user(actor: str) -> ResponseReturnValue:
    operations.close_user(session(), reach_of(person()), actor)
    return redirect(url_for(".show_user", actor=actor), 303)


@users.post("/<string:actor>/erase")
@form_of(show_user)
@allow(Role.PRIVACY, sees=Sees.USERS)
def erase_user(actor: str) -> ResponseReturnValue:
    reason = filled(Why).reason
    operations.erase_user(session(), actor)
    looked(reason=reason)
    return redirect(url_for(".show_user", actor=actor), 303)


@users.get("/<string:actor>/<any('password', 'invitation', 'end-sessions', 'close', 'erase'):form>")
@allow(KNOWS_USERS)
def after_form(actor: str, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return redirect(url_for(".show_user", actor=actor), 303)


def _changes(query: Paging) -> dict[str, object]:
    """What was done, with the names that the reader may know."""
    found = queries.changes(session(), reach_of(person()), query.cursor, query.limit)
    actors = names(session(), (one.actor for one in found.items), person().board)
    return {"changes": found, "who": actors, "titles": queries.titles(session(), found.items)}
