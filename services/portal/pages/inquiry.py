"""The story of any other subject, and the figures."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.language import language
from services.chassis.web.rule import allow
from services.contracts.reference import boards, device_types, models
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.contracts.sees import Sees
from services.contracts.values import BoardCode
from services.portal import words
from services.portal.address import KINDS, page_of, subject_of
from services.portal.epcis.vocabulary import EPCIS
from services.portal.queries import figures
from services.portal.queries.label import labels, names
from services.portal.queries.story import actors, story
from services.portal.queries.whereabouts import held
from services.portal.readers import READERS
from services.portal.shapes.inquiry import Before

ENTRIES = 50
DEVICES = 100

inquiry = Blueprint("portal_pages", __name__, url_prefix="/portal", template_folder="../templates")


@inquiry.get(f"/<any({','.join(KINDS)}):word>/<number>")
@allow(READERS, sees=Sees.JOURNEYS)
def subject(word: str, number: str) -> ResponseReturnValue:
    about, scope = subject_of(KINDS[word], number), person().board
    before = Before.model_validate({"before": request.args.get("before")}).before
    steps, older = story(session(), about, scope, before, ENTRIES)
    return render_template(
        "portal/subject.html",
        kind=KINDS[word],
        called=labels(session(), [about])[about] or number,
        number=number,
        epcis=EPCIS,
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
    return {
        "words": words,
        "page_of": page_for,
        "type_name": type_name,
        "model_name": model_name,
        "board_name": board_name,
    }


def page_for(subject: str | None, kind: str | None = None) -> str | None:
    """The page about a subject, where its reader may open it: to a board the reserve's shelves are names alone."""
    if subject and subject.startswith("location/") and person().board is not None:
        return None
    return page_of(subject, kind)


def type_name(code: str) -> str:
    known = device_types().get(code)
    return known.name(language()) if known else code


def model_name(code: str) -> str:
    known = models().get(code)
    return known.name if known else code


def board_name(code: str) -> str:
    known = boards().get(BoardCode(code))
    return known.name(language()) if known else code
