"""Pages of the fair split: rounds, one as a preview that is changed by hand or prepared again, its confirmation."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.filtering import asked
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.reference import boards, device_types
from services.contracts.roles import SEES_ALL, Role
from services.intake.model.plan import UNITS
from services.intake.model.reason import rate
from services.intake.model.round import Round
from services.intake.model.round_state import WORDS, RoundState
from services.intake.operations import round as operations
from services.intake.pages.round_list import ROUNDS, rounds_asked
from services.intake.pages.typed import counted
from services.intake.pages.words import problem_in_words
from services.intake.queries import round as queries
from services.intake.queries.stock import stock
from services.intake.shapes.round import ChangeBody, RoundBody

pages = Blueprint("intake_round_pages", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.get("/rounds")
@allow(SEES_ALL)
def rounds() -> ResponseReturnValue:
    query = asked(Paging, strict=False)
    page = rounds_asked(query, query.cursor, query.limit)
    return render_template("intake/rounds.html", page=page, **_form(), **_words())


@pages.get("/rounds.<any(csv,xlsx):kind>")
@allow(SEES_ALL)
def rounds_file(kind: str) -> Response:
    return saved_list(ROUNDS, kind)


@pages.post("/rounds/prepare")
@form_of(rounds)
@allow(Role.MINISTRY, creates=True)
def prepare() -> ResponseReturnValue:
    body = RoundBody.model_validate({"types": _typed(request.form)})
    return redirect(f"/intake/rounds/{operations.prepare_round(session(), body.settings()).id}", 303)


@pages.get("/rounds/<uuid:id>")
@allow(SEES_ALL)
def one(id: UUID) -> ResponseReturnValue:  # noqa: A002 (the path's own name)
    view = queries.one_round(session(), id)
    return render_template(
        "intake/round.html",
        view=view,
        own=view.round.made_by(person().actor),
        wrong=_wrong_rows(request.form),
        given=_given(view.round, request.form),
        requests=len({part.request for part in view.parts}),
        **_form(),
        **_words(),
    )


@pages.post("/rounds/<uuid:id>/change")
@form_of(one)
@allow(Role.MINISTRY)
def change(id: UUID) -> ResponseReturnValue:  # noqa: A002
    body = ChangeBody.model_validate({"portions": _portions(request.form), "reason": request.form.get("reason", "")})
    operations.change_round(session(), id, body.given(), body.reason)
    return redirect(f"/intake/rounds/{id}", 303)


@pages.post("/rounds/<uuid:id>/confirm")
@form_of(one)
@allow(Role.MINISTRY)
def confirm(id: UUID) -> ResponseReturnValue:  # noqa: A002
    operations.confirm_round(session(), id)
    return redirect(f"/intake/rounds/{id}", 303)


def _form() -> dict[str, Any]:
    """The form that prepares a round: each type with what is free and how it was split last."""
    return {
        "stock": stock(session()),
        "settings": queries.last_settings(session()),
        "prepared": queries.prepared(session()),
        "problem": problem_in_words({"types": _typed(request.form), "portions": _portions(request.form)}),
    }


def _words() -> dict[str, Any]:
    wording = {"WORDS": WORDS, "UNITS": UNITS, "RoundState": RoundState, "Role": Role, "rate": rate}
    return wording | {"boards": boards(), "device_types": device_types()}


def _portions(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The table as a body: fields `granted.<type>.<board>`; an empty one gives nothing."""
    keys = [name.split(".") for name in form if name.startswith("granted.")]
    return [{"type": key[1], "board": key[2], "granted": form[".".join(key)] or "0"} for key in keys if len(key) == 3]


def _given(one: Round, form: Mapping[str, str]) -> dict[str, int]:
    """What is given of each type, as it is typed or else stands; what is no number counts for nothing."""
    typed = {(each["board"], each["type"]): each["granted"] for each in _portions(form)}
    found = dict.fromkeys((kind.type for kind in one.types), 0)
    for (board, kind), granted in one.given.items():
        found[kind] = found.get(kind, 0) + counted(typed.get((board, kind), str(granted)))
    return found


def _wrong_rows(form: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """What is wrong with a row that was typed, by board and type."""
    typed, found = _portions(form), {}
    for error in (g.get("problem") or {}).get("errors") or ():
        row = re.match(r"/portions/(\d+)/", error["pointer"])
        if row and int(row[1]) < len(typed):
            found[typed[int(row[1])]["board"], typed[int(row[1])]["type"]] = error["detail"]
    return found


def _typed(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The form as a body: fields `floor.<type>` and `unit.<type>`; an empty floor keeps nothing back."""
    return [
        {"type": kind, "floor": form.get(f"floor.{kind}") or "0", "unit": form[f"unit.{kind}"]}
        for kind in device_types()
        if f"unit.{kind}" in form
    ]
