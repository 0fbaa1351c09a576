"""The papers of a shipment and of a loan to a student, ready to print: in the language of the board that signs them."""

from uuid import UUID

from flask import Blueprint, render_template

from services.chassis.web.barcode import barcode, carton_bars, serial_bars
from services.chassis.web.edge import person, session
from services.chassis.web.language import address
from services.chassis.web.rule import allow
from services.contracts.reference import boards
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.contracts.sees import Sees
from services.shipping import queries
from services.shipping.model import Came, Shipment
from services.shipping.pages.words import words
from services.shipping.scope import scope_of

pages = Blueprint("shipping_papers", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/shipments/<uuid:shipment>/note")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def show_note(shipment: UUID) -> str:
    found = _addressed(shipment)
    return _paper("shipment_note", found, totals=queries.totals(session(), shipment))


@pages.get("/shipments/<uuid:shipment>/packing-list")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def show_packing_list(shipment: UUID) -> str:
    found = _addressed(shipment)
    return _paper("shipment_list", found, sheets=queries.sheets(session(), found), carton_bars=carton_bars)


@pages.get("/shipments/<uuid:shipment>/receipt")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def show_receipt(shipment: UUID) -> str:
    found = _addressed(shipment)
    arrival, findings = queries.arrival(session(), found), queries.findings(session(), shipment)
    codes = {carton.id: carton.code for carton in found.cartons}
    return _paper("shipment_receipt", found, arrival=arrival, findings=findings, codes=codes, Came=Came)


@pages.get("/devices/<uuid:device>/agreement")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def show_agreement(device: UUID) -> str:
    """In its reader's language: the board knows which of the two the student's home speaks."""
    found = queries.lent_device(session(), device, scope_of(person()))
    return render_template("shipping/agreement.html", device=found, bars=serial_bars(found.serial))


def _addressed(shipment: UUID) -> Shipment:
    found = queries.shipment(session(), shipment, scope_of(person()))
    address(boards()[str(found.board)].language)
    return found


def _paper(template: str, shipment: Shipment, **values: object) -> str:
    return render_template(
        f"shipping/{template}.html",
        shipment=shipment,
        destination=queries.destination(session(), shipment.request),
        bars=barcode(shipment.number),
        **values,
    )
