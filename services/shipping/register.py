"""The register of confidentiality incidents as a file, for routes and pages alike."""

from flask import Response

from services.chassis.act import now
from services.chassis.sheet.writing import Cell, Sheet
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import person, session
from services.chassis.web.language import render
from services.contracts.sentence import Sentence, say
from services.shipping import queries
from services.shipping.model.calendar import day_of
from services.shipping.model.incident_facts import NAMES as FACTS
from services.shipping.model.incident_kind import NAMES as KINDS
from services.shipping.model.incident_stage import NAMES as STAGES
from services.shipping.queries.incident import Exported
from services.shipping.scope import scope_of
from services.shipping.shapes.incident import IncidentExport

HEADS = (say("Number"), say("Board"), say("What happened"), say("Stage"), say("Opened on"), say("Devices"))
YES, NO = say("yes"), say("no")


def saved_register(query: IncidentExport) -> Response:
    """The entries that the reader may see, each as it was last written."""
    scope, late = scope_of(person()), now() if query.late else None
    found = queries.exported_incidents(session(), scope, query.stage, query.board, late)
    rows: list[list[Cell]] = [[render(one) for one in (*HEADS, *FACTS.values())], *(_row(one) for one in found)]
    name = f"incidents-{scope or query.board or 'all'}-{day_of(now())}"
    return saved_sheets(query.format, name, Sheet(render(say("Incidents")), rows))


def _row(one: Exported) -> list[Cell]:
    incident, version, devices = one
    opened = f"{day_of(incident.opened_at)}"
    about: list[Cell] = [incident.number, incident.board, render(KINDS[incident.kind]), render(STAGES[incident.stage])]
    return [*about, opened, devices, *(_cell(getattr(version.facts, name)) for name in FACTS)]


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        told: Sentence = YES if value else NO
        return render(told)
    return value if value is None or isinstance(value, int) else f"{value}"
