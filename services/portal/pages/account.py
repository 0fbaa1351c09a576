"""My account: the own sessions, to be ended one by one or all others at once, and the form of another password."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.rule import allow, form_of
from services.contracts.places import ACCOUNT, PASSWORD
from services.contracts.roles import EVERYONE
from services.portal import operations
from services.portal.pages.form import filled
from services.portal.queries.user import login_of, sessions
from services.portal.shapes.user import EndSession

account = Blueprint("portal_account_pages", __name__, url_prefix=ACCOUNT, template_folder="../templates")


@account.get("")
@allow(EVERYONE)
def show_account() -> str:
    me = person()
    return render_template(
        "portal/account.html",
        sessions=sessions(session(), me.actor, now()),
        login=login_of(session(), me.actor),
        here=ACCOUNT,
        PASSWORD=PASSWORD,
    )


@account.post("/end")
@form_of(show_account)
@allow(EVERYONE)
def end_session() -> ResponseReturnValue:
    operations.end_session(session(), person().actor, filled(EndSession).session)
    return redirect(ACCOUNT, 303)


@account.post("/end-others")
@allow(EVERYONE)
def end_others() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    me = person()
    operations.end_sessions(session(), me.actor, but=UUID(me.session) if me.session else None)
    return redirect(ACCOUNT, 303)


@account.get("/<any('end', 'end-others'):form>")
@allow(EVERYONE)
def after_form(form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return redirect(url_for(".show_account"), 303)
