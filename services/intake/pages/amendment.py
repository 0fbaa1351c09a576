"""The page on which a board asks otherwise, while nothing is decided: its request as a form, with the freight of it."""

from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import Role
from services.intake.model.freight import ZONES
from services.intake.model.state import URGENCIES
from services.intake.operations import request as operations
from services.intake.pages.form import acceptance, asked, asked_freight, offered
from services.intake.pages.request import back
from services.intake.pages.words import problem_in_words
from services.intake.queries import request as queries
from services.intake.scope import portrait_days, scope
from services.intake.shapes.asking import AmendBody

pages = Blueprint("intake_amendment_pages", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.get("/requests/<uuid:id>/amendment")
@allow(Role.BOARD_MANAGER)
def amendment(id: UUID) -> ResponseReturnValue:  # noqa: A002 (the path's own name)
    found = queries.one_request(session(), scope(), id)
    found.check_amendable()
    return render_template(
        "intake/amendment.html",
        request_=found,
        form=offered(found),
        quote=asked_freight(request.form, found),
        problem=problem_in_words(asked(request.form)),
        URGENCIES=URGENCIES,
        ZONES=ZONES,
    )


@pages.post("/requests/<uuid:id>/amendment/amend")
@form_of(amendment)
@allow(Role.BOARD_MANAGER)
def amend(id: UUID) -> ResponseReturnValue:  # noqa: A002
    body = AmendBody.model_validate(asked(request.form) | acceptance(request.form))
    accepted = body.acceptance(person().role)
    operations.amend_request(session(), scope(), id, body.asking(), accepted, portrait_days())
    return back(id)
