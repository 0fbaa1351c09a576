"""The register of confidentiality incidents on paper: the list, its file, and one entry with its form and versions."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from pydantic import model_validator

from services.chassis.act import now
from services.chassis.errors import Invalid
from services.chassis.web.edge import person, session
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import KEEPS_REGISTER, Role
from services.contracts.sees import Sees
from services.shipping import operations, queries
from services.shipping.model.calendar import day_of
from services.shipping.model.incident import KEPT_YEARS, kept_until
from services.shipping.model.incident_facts import NAMES as FACTS
from services.shipping.model.incident_facts import Facts
from services.shipping.model.incident_kind import BY_HAND, IncidentKind
from services.shipping.model.incident_kind import NAMES as KINDS
from services.shipping.model.incident_stage import INCIDENT_MOVES, IncidentStage
from services.shipping.model.incident_stage import NAMES as STAGES
from services.shipping.pages.form import asked, filled, labelled
from services.shipping.pages.words import words
from services.shipping.register import saved_register
from services.shipping.scope import scope_of
from services.shipping.shapes.incident import IncidentExport, IncidentList, IncidentPutIn, IncidentWritten

pages = Blueprint("shipping_incident_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


class IncidentForm(IncidentWritten):
    """The page's form: the facts beside the stage, not inside."""

    @model_validator(mode="before")
    @classmethod
    def nested(cls, sent: dict[str, Any]) -> dict[str, Any]:
        return {"stage": sent.get("stage"), "facts": {name: text for name, text in sent.items() if name != "stage"}}


@pages.get("/incidents")
@allow(KEEPS_REGISTER, sees=Sees.INCIDENTS)
def list_incidents() -> ResponseReturnValue:
    query, scope, at = asked(IncidentList), scope_of(person()), now()
    late = at if query.late else None
    page = queries.incidents(session(), scope, query.stage, query.board, late, query.cursor, query.limit)
    waiting = queries.late_incidents(session(), scope, at)
    return render_template(
        "shipping/incidents.html",
        page=page,
        query=query,
        waiting=waiting,
        at=at,
        stages=STAGES,
        Stage=IncidentStage,
        kinds=KINDS,
        by_hand=[one for one in IncidentKind if one in BY_HAND],
    )


# No `Listing`: the register's file has all that the law asks to be kept of an entry, far more than the list shows.
@pages.get("/incidents/file")
@form_of(list_incidents)
@allow(KEEPS_REGISTER, sees=Sees.INCIDENTS)
def save_incidents() -> Response:
    return saved_register(asked(IncidentExport))


@pages.post("/incidents/open")
@form_of(list_incidents)
@allow(KEEPS_REGISTER, creates=True)
def put_in() -> ResponseReturnValue:
    form = filled(IncidentPutIn)
    facts = Facts(circumstances=form.circumstances, aware_on=form.aware_on)
    try:
        one = operations.put_in_incident(session(), scope_of(person()), form.board, form.kind, facts)
    except Invalid as refusal:
        raise labelled(refusal) from refusal
    return redirect(url_for(".show_incident", incident=one.id), 303)


@pages.get("/incidents/<any('open'):form>")
@allow(KEEPS_REGISTER)
def after_opening(form: str) -> ResponseReturnValue:
    """Where the address of the form leads once its answer stands there."""
    return redirect(url_for(".list_incidents"), 303)


@pages.get("/incidents/<uuid:incident>")
@allow(KEEPS_REGISTER, sees=Sees.INCIDENTS)
def show_incident(incident: UUID) -> ResponseReturnValue:
    found, query = queries.incident(session(), incident, scope_of(person())), asked(Paging)
    versions = queries.incident_versions(session(), incident)
    destroys, until = person().role is Role.PRIVACY, kept_until(versions[0].facts.aware_on)
    return render_template(
        "shipping/incident.html",
        incident=found,
        versions=versions,
        page=queries.incident_devices(session(), incident, query.cursor, query.limit),
        next_stages=[one for one in IncidentStage if one is found.stage or (found.stage, one) in INCIDENT_MOVES],
        facts=FACTS,
        kinds=KINDS,
        stages=STAGES,
        years=KEPT_YEARS,
        destroys=destroys,
        may_destroy=destroys and until <= day_of(now()),
    )


@pages.post("/incidents/<uuid:incident>/write")
@form_of(show_incident)
@allow(KEEPS_REGISTER)
def write(incident: UUID) -> ResponseReturnValue:
    form = filled(IncidentForm)
    try:
        operations.write_incident(session(), incident, scope_of(person()), form.stage, form.facts)
    except Invalid as refusal:
        raise labelled(refusal) from refusal
    return redirect(url_for(".show_incident", incident=incident), 303)


@pages.post("/incidents/<uuid:incident>/destroy")
@form_of(show_incident)
@allow(Role.PRIVACY)
def destroy(incident: UUID) -> ResponseReturnValue:
    operations.destroy_incident(session(), incident, scope_of(person()))
    return redirect(url_for(".list_incidents"), 303)


@pages.get("/incidents/<uuid:incident>/<any('write', 'destroy'):form>")
@allow(KEEPS_REGISTER)
def after_form(incident: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return redirect(url_for(".show_incident", incident=incident), 303)
