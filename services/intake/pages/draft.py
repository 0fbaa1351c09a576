"""Pages of drafts: a board writes one, changes it, discards it."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import BOARD
from services.intake.model.state import URGENCIES
from services.intake.operations import draft as operations
from services.intake.pages.form import asked, offered
from services.intake.pages.request import one, requests
from services.intake.pages.words import problem_in_words
from services.intake.queries import request as queries
from services.intake.scope import own_board, scope
from services.intake.shapes.asking import RequestBody

pages = Blueprint("intake_draft_pages", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.post("/requests/create")
@form_of(requests)
@allow(BOARD, creates=True)
def create() -> ResponseReturnValue:
    body = RequestBody.model_validate(asked(request.form))
    drafted = operations.draft_request(session(), own_board(), body.asking())
    return redirect(f"/intake/requests/{drafted.id}", 303)


@pages.get("/requests/<uuid:id>/draft")
@allow(BOARD)
def draft(id: UUID) -> ResponseReturnValue:  # noqa: A002 (the path's own name)
    found = queries.one_request(session(), scope(), id)
    found.check_writable()
    return render_template(
        "intake/draft.html",
        request_=found,
        form=offered(found),
        problem=problem_in_words(asked(request.form)),
        URGENCIES=URGENCIES,
    )


@pages.post("/requests/<uuid:id>/draft/change")
@form_of(draft)
@allow(BOARD)
def change(id: UUID) -> ResponseReturnValue:  # noqa: A002
    body = RequestBody.model_validate(asked(request.form))
    operations.change_draft(session(), scope(), id, body.asking())
    return redirect(f"/intake/requests/{id}", 303)


@pages.post("/requests/<uuid:id>/discard")
@form_of(one)
@allow(BOARD)
def discard(id: UUID) -> ResponseReturnValue:  # noqa: A002
    operations.discard_draft(session(), scope(), id)
    return redirect("/intake/requests", 303)
