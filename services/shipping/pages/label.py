"""Pages of labels: a board's devices and its schools, a shipment's papers; each a file to print."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from scanner.labels import device_label, document_label, school_label
from services.chassis.web.edge import person, session
from services.chassis.web.printing import MOST_LABELS, Printing, file_of
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import models
from services.contracts.roles import BOARD, WAREHOUSE
from services.shipping import queries
from services.shipping.pages.form import asked
from services.shipping.pages.shipment import show_shipment
from services.shipping.pages.words import words
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.label import DeviceLabels, SchoolLabels

pages = Blueprint("shipping_label_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/labels")
@allow(BOARD)
def labels() -> str:
    board_of(person())
    return render_template("shipping/labels.html", held=queries.HELD)


@pages.get("/labels/file")
@form_of(labels)
@allow(BOARD)
def devices() -> Response:
    how, board, known = asked(DeviceLabels), board_of(person()), models()
    found = queries.devices_to_label(session(), board, MOST_LABELS + 1, how.state, how.shipment, how.codes)
    made = (
        device_label(maker, known[model].name if model in known else model, serial, tag or "")
        for maker, model, serial, tag in found
    )
    return file_of(made, how, f"appareils-{board}")


@pages.get("/labels/schools")
@allow(BOARD)
def school_labels() -> str:
    board_of(person())
    return render_template("shipping/school_labels.html")


@pages.get("/labels/schools/file")
@form_of(school_labels)
@allow(BOARD)
def schools() -> Response:
    how, board = asked(SchoolLabels), board_of(person())
    return file_of((school_label(code) for code in dict.fromkeys(how.schools)), how, f"ecoles-{board}")


@pages.get("/shipments/<uuid:shipment>/labels")
@form_of(show_shipment)
@allow(WAREHOUSE)
def papers(shipment: UUID) -> Response:
    found = queries.shipment(session(), shipment, scope_of(person()))
    return file_of([document_label(found.number, f"{found.number} – {found.board}")], asked(Printing), found.number)
