"""The page on which somebody sends again a form that met the end of the session."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.rule import allow
from services.contracts.places import SEND_AGAIN
from services.contracts.roles import EVERYONE
from services.portal import carried
from services.portal.address import local
from services.portal.model.kept_form import KeptForm

again = Blueprint("portal_again_pages", __name__, template_folder="../templates")


@again.get(SEND_AGAIN)
@allow(EVERYONE)
def send_again() -> ResponseReturnValue:
    """Under the new session; where nothing is kept for this person and browser, to where they were going."""
    kept = session().get(KeptForm, person().actor)
    form = kept.opened(carried.secret_of(), now()) if kept else None
    if form is None:
        return redirect(local(request.args.get("next")), 303)
    page = local(carried.page_of(form.action))
    told = {"fields": carried.without_csrf(form), "action": local(form.action), "page": page}
    return render_template("portal/send_again.html", files=len(form.files), **told)
