"""The page of a board's delivery addresses."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import BOARD, Role
from services.intake.operations import site as operations
from services.intake.pages.words import problem_in_words
from services.intake.queries import board as queries
from services.intake.scope import own_board
from services.intake.shapes.board import SiteForm

pages = Blueprint("intake_site_pages", "services.intake", url_prefix="/intake", template_folder="templates")

FIELDS = ("site", "street", "town", "postal_code", "contact", "phone")


@pages.get("/sites")
@allow(BOARD)
def sites() -> ResponseReturnValue:
    kept = queries.sites(session(), own_board(), own_board())
    chosen = next((site for site in kept if site.site == request.args.get("site")), None)
    problem = problem_in_words(request.form)
    return render_template("intake/sites.html", sites=kept, chosen=chosen, problem=problem, Role=Role)


@pages.post("/sites/keep")
@form_of(sites)
@allow(Role.BOARD_MANAGER)
def keep() -> ResponseReturnValue:
    body = SiteForm.model_validate({name: request.form.get(name, "") for name in FIELDS})
    operations.keep_site(session(), own_board(), own_board(), body.address(body.site))
    return redirect("/intake/sites", 303)
