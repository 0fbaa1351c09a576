"""Choosing one's own password: instead of a first one, which opens nothing else, or whenever one likes.

Open to anybody, as the sign-in is, and counted with its failures: who cannot sign in yet must be able to choose.
"""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.errors import Invalid, Refusal
from services.chassis.web.edge import edge
from services.chassis.web.language import render
from services.chassis.web.rule import anyone
from services.chassis.web.tied import places, tied
from services.contracts.places import PASSWORD
from services.contracts.sentence import say
from services.portal import carried, cookies
from services.portal.address import local
from services.portal.apart import apart
from services.portal.guessing import guessable
from services.portal.leaked import leaked
from services.portal.local import passwords
from services.portal.model.account import hashed
from services.portal.model.password import unfit
from services.portal.operations import door as operations
from services.portal.operations.opening import Opened
from services.portal.pages.door import refuse_foreign
from services.portal.shapes.door import PasswordForm

password = Blueprint("portal_password_pages", __name__, template_folder="../templates")


@password.get(PASSWORD)
@anyone()
def ask() -> str:
    return render_template("portal/password.html", next=local(request.args.get("next")))


@password.post(PASSWORD)
@anyone()
def choose() -> ResponseReturnValue:
    refuse_foreign()
    form = PasswordForm.model_validate(request.form.to_dict())
    opened = _chosen(form)
    if isinstance(opened, Refusal):
        problem = {"title": render(say("Your password is as it was")), "detail": render(opened.sentence)}
        page = render_template("portal/password.html", next=local(form.next), problem=problem)
        return tied(page, PASSWORD, request.form, places(opened), [problem["detail"]]), opened.status
    there = carried.onward(opened.person.actor, local(form.next))
    return cookies.let_in(redirect(there, 303), opened.person, opened.cookie)


def _chosen(form: PasswordForm) -> Opened | Refusal:
    """The session under the new password, or why not. The new hash is reckoned between two transactions."""
    listed = edge().config["SETTINGS"].leaked_passwords
    wrong = unfit(form.password, form.chosen, form.again) or guessable(form.chosen, form.login)
    if wrong := wrong or leaked(listed, form.chosen):
        return Invalid("password.unfit", wrong, field="chosen")
    with apart() as kept:
        proven = operations.prove_for_change(kept, form.login, form.password, passwords())
    if isinstance(proven, Refusal):
        return proven
    fresh = hashed(form.chosen)
    with apart() as kept:
        return operations.choose_password(kept, proven, fresh, cookies.visit())
