"""A device's page: where it is, who answers for it, what can be done next, its documents, its journey, its holders."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.language import language, moment
from services.chassis.web.rule import allow
from services.contracts.roles import SEES_ALL
from services.contracts.sees import Sees
from services.portal import queries, words
from services.portal.document import documents
from services.portal.epcis.vocabulary import EPCIS
from services.portal.model import clock
from services.portal.model.holding import holdings
from services.portal.model.subject import key
from services.portal.next_step import steps_for, undo_page
from services.portal.pages.inquiry import board_name, model_name, page_for, type_name
from services.portal.queries.label import labels, names
from services.portal.queries.story import Step, actors
from services.portal.readers import READERS

device = Blueprint("portal_device_pages", __name__, url_prefix="/portal", template_folder="../templates")


@device.get("/devices/<uuid:id>")
@allow(READERS, sees=Sees.JOURNEYS)
def one_device(id: Any) -> ResponseReturnValue:  # noqa: A002 - the name in the address
    scope, role = person().board, person().role
    found = queries.journey(session(), id, scope)
    held = holdings(id, found.told)
    return render_template(
        "portal/device.html",
        device=found.device,
        days=_days(found.steps),
        who=names(session(), actors(found.steps), scope),
        next_steps=steps_for(found.device.state, role),
        undo=undo_page(found.told, role) if found.device.state else None,
        documents=documents(found.told, role),
        epcis=EPCIS,
        holdings=held,
        traced=role in SEES_ALL,
        called=labels(session(), {key(one.kind, one.holder) for one in held}),
    )


def _days(steps: Sequence[Step]) -> list[tuple[str, list[Step]]]:
    """The steps under the day in Québec on which each happened."""
    days = groupby(steps, key=lambda step: clock.day_of(step.at))
    return [(_long(day), list(some)) for day, some in days]


def _long(day: date) -> str:
    return str(format_date(day, "full", locale=language()))


def _hour(step: Step) -> str:
    """Its time of day: the day stands above it."""
    return moment(step.at).split(" ", 1)[1]


@device.context_processor
def _words() -> dict[str, Any]:
    return {
        "words": words,
        "page_of": page_for,
        "key": key,
        "hour": _hour,
        "type_name": type_name,
        "model_name": model_name,
        "board_name": board_name,
    }
