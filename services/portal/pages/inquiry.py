"""A device's journey, the story of any other subject, and the figures."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.language import language
from services.chassis.web.rule import allow
from services.contracts.reference import boards, device_types, models
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.contracts.values import BoardCode
from services.portal import queries, words
from services.portal.address import KINDS, page_of, subject_of
from services.portal.queries import figures
from services.portal.queries.label import labels, names
from services.portal.queries.story import actors, story
from services.portal.queries.whereabouts import held
from services.portal.readers import READERS
from services.portal.shapes.inquiry import Before

ENTRIES = 50
DEVICES = 100

inquiry = Blueprint("portal_pages", __name__, url_prefix="/portal", template_folder="../templates")


@inquiry.get("/devices/<uuid:id>")
@allow(READERS)
def device(id: Any) -> ResponseReturnValue:  # noqa: A002 - the name in the address
    found = queries.journey(session(), id, person().board)
    who = names(session(), actors(found.steps), person().board)
    return render_template("portal/device.html", device=found.device, steps=found.steps, who=who)


@inquiry.get(f"/<any({','.join(KINDS)}):word>/<number>")
@allow(READERS)
def subject(word: str, number: str) -> ResponseReturnValue:
    about, scope = subject_of(KINDS[word], number), person().board
    before = Before.model_validate({"before": request.args.get("before")}).before
    steps, older = story(session(), about, scope, before, ENTRIES)
    return render_template(
        "portal/subject.html",
        kind=KINDS[word],
        called=labels(session(), [about])[about] or number,
        steps=steps,
        older=older,
        devices=held(session(), about, scope, DEVICES) if KINDS[word] != "finding" else [],
        who=names(session(), actors(steps), scope),
    )


@inquiry.get("/figures")
@allow(SEES_ALL, WAREHOUSE)
def stock_and_flow() -> ResponseReturnValue:
    return render_template(
        "portal/figures.html",
        devices=figures.devices(session(), None),
        requests=figures.requests(session(), None),
    )


@inquiry.context_processor
def _words() -> dict[str, Any]:
    """What the templates need to say a thing in the reader's language."""
    return {"words": words, "page_of": page_of, "type_name": type_name, "model_name": _model, "board_name": board_name}


def type_name(code: str) -> str:
    known = device_types().get(code)
    return known.name(language()) if known else code


def _model(code: str) -> str:
    known = models().get(code)
    return known.name if known else code


def board_name(code: str) -> str:
    known = boards().get(BoardCode(code))
    return known.name(language()) if known else code
