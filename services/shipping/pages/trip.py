"""Trips on paper: the list and the plan of a new one, and a trip with its route sheet and what its carrier may do."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.chassis.errors import Invalid
from services.chassis.sheet.writing import Format
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import person, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import WAREHOUSE, Role
from services.contracts.sentence import say
from services.shipping import operations, queries
from services.shipping.manifest import manifest_of
from services.shipping.model.calendar import ZONE
from services.shipping.operations.answer import RowReport
from services.shipping.pages.form import LeaveForm, SignedForm, TripForm, asked, filled
from services.shipping.pages.trip_list import TRIPS
from services.shipping.pages.words import words

pages = Blueprint("shipping_trip_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/trips")
@allow(WAREHOUSE, Role.MINISTRY)
def trips() -> str:
    query = asked(Paging)
    found = TRIPS.read(query, query.cursor, query.limit)
    return render_template("shipping/trips.html", trips=found, waiting=queries.waiting(session()))


@pages.get("/trips.<any('csv', 'xlsx'):kind>")
@allow(WAREHOUSE, Role.MINISTRY)
def trips_file(kind: str) -> Response:
    return saved_list(TRIPS, kind)


@pages.post("/trips")
@form_of(trips)
@allow(WAREHOUSE, creates=True)
def plan() -> ResponseReturnValue:
    form = filled(TripForm, "shipments")
    made = operations.plan_trip(session(), person().role, form.carrier, form.shipments, form.day, form.driver)
    return _back(made.id)


@pages.get("/trips/<uuid:trip>")
@allow(WAREHOUSE, Role.MINISTRY)
def show_trip(trip: UUID) -> str:
    return _shown(trip)


@pages.get("/trips/<uuid:trip>/manifest")
@form_of(show_trip)
@allow(WAREHOUSE)
def manifest(trip: UUID) -> Response:
    name, sheet = manifest_of(session(), trip)
    return saved_sheets(Format.CSV, name, sheet)


@pages.post("/trips/<uuid:trip>/leave")
@form_of(show_trip)
@allow(WAREHOUSE)
def leave(trip: UUID) -> ResponseReturnValue:
    operations.leave(session(), person().role, trip, filled(LeaveForm).freight.cents)
    return _back(trip)


@pages.get("/trips/<uuid:trip>/stops/<int:stop>/deliver")
@allow(WAREHOUSE, Role.MINISTRY)
def show_stop(trip: UUID, stop: int) -> str:
    """The trip again, where the form of a stop was refused, and where its address leads."""
    return _shown(trip)


@pages.post("/trips/<uuid:trip>/stops/<int:stop>/deliver")
@form_of(show_stop)
@allow(WAREHOUSE)
def deliver(trip: UUID, stop: int) -> ResponseReturnValue:
    form = filled(SignedForm)
    at = form.at.replace(tzinfo=ZONE) if form.at and form.at.tzinfo is None else form.at
    operations.deliver_stop(session(), person().role, trip, stop, form.received_by, at)
    return _back(trip)


@pages.post("/trips/<uuid:trip>/answer")
@form_of(show_trip)
@allow(WAREHOUSE, repeatable=True)
def answer(trip: UUID) -> str:
    file = request.files.get("file")
    if file is None or not file.filename:
        raise Invalid("answer.file", say("Choose the carrier’s file."))
    return _shown(trip, operations.read_answer(session(), person().role, trip, file.read()))


@pages.get("/trips/<uuid:trip>/<any('leave', 'answer'):form>")
@allow(WAREHOUSE, Role.MINISTRY)
def after_form(trip: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there: a change of language, a bookmark."""
    return _back(trip)


def _shown(trip_id: UUID, report: list[RowReport] | None = None) -> str:
    trip, shipments = queries.trip(session(), trip_id)
    return render_template(
        "shipping/trip.html",
        trip=trip,
        shipments=shipments,
        parcels=queries.parcels(session(), shipments),
        report=report,
    )


def _back(trip: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_trip", trip=trip), 303)
