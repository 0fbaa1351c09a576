"""Pages of needs portraits: the board's own with its form, and the Ministry's picture of all boards."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import boards, categories, device_types
from services.contracts.roles import BOARD, SEES_ALL
from services.intake.model.calendar import day_of
from services.intake.model.portrait import Standing, standing
from services.intake.operations import portrait as operations
from services.intake.pages.words import problem_in_words
from services.intake.queries import portrait as queries
from services.intake.queries.use import uses
from services.intake.scope import own_board, portrait_days
from services.intake.shapes.portrait import PortraitBody

pages = Blueprint("intake_portrait_pages", "services.intake", url_prefix="/intake", template_folder="templates")

OWN = ("own_available", "on_order", "in_repair")


@pages.get("/portrait")
@allow(BOARD)
def portrait() -> ResponseReturnValue:
    board, at = own_board(), now()
    newest = queries.latest_portrait(session(), board)
    return render_template(
        "intake/portrait.html",
        board=boards()[board],
        portrait=newest,
        given={line.type: line for line in newest.lines} if newest else {},
        standing=standing(newest, at, portrait_days()),
        Standing=Standing,
        days=portrait_days(),
        uses=uses(session(), board, board),
        needs=queries.needs(session(), board, board),
        types=[kind for kind in device_types().values() if kind.holds(day_of(at))],
        problem=problem_in_words(_typed(request.form)),
        categories=categories(),
        device_types=device_types(),
    )


@pages.post("/portrait/update")
@form_of(portrait)
@allow(BOARD, creates=True)
def update() -> ResponseReturnValue:
    body = PortraitBody.model_validate(_typed(request.form))
    board = own_board()
    operations.update_portrait(session(), board, board, body.weekly_capacity, body.stated())
    return redirect("/intake/portrait", 303)


@pages.get("/portraits")
@allow(SEES_ALL)
def portraits() -> ResponseReturnValue:
    return render_template(
        "intake/portraits.html",
        picture=queries.picture(session(), now(), portrait_days()),
        Standing=Standing,
        days=portrait_days(),
        device_types=device_types(),
    )


def _typed(form: Mapping[str, str]) -> dict[str, Any]:
    """The portrait's form: fields `need.<type>.<category>` and `own_available.<type>`; an empty field counts none."""
    lines = [
        {
            "type": kind,
            "by_category": {one: form.get(f"need.{kind}.{one}") or 0 for one in categories()},
            **{name: form.get(f"{name}.{kind}") or 0 for name in OWN},
        }
        for kind in device_types()
        if any(form.get(name) for name in form if name.split(".")[1:2] == [kind])
    ]
    return {"weekly_capacity": form.get("weekly_capacity", ""), "lines": lines}
