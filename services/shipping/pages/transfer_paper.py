"""The papers of a transfer: the delivery note that both boards sign, and the label of its boxes."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from scanner.labels import document_label
from services.chassis.web.barcode import barcode
from services.chassis.web.edge import person, session
from services.chassis.web.language import address
from services.chassis.web.printing import Printing, file_of
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import boards
from services.contracts.roles import BOARD, SEES_ALL
from services.shipping import queries
from services.shipping.pages.form import asked
from services.shipping.pages.transfer import show_transfer
from services.shipping.pages.transfer_form import transfer_words
from services.shipping.scope import board_of, scope_of

pages = Blueprint("shipping_transfer_papers", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(transfer_words)


@pages.get("/transfers/<uuid:transfer>/note")
@allow(BOARD, SEES_ALL)
def show_note(transfer: UUID) -> str:
    found = queries.transfer(session(), transfer, scope_of(person()))
    address(boards()[str(found.receiver or found.origin)].language)
    devices, _ = queries.transfer_contents(session(), transfer, limit=None)
    return render_template("shipping/transfer_note.html", transfer=found, devices=devices, bars=barcode(found.number))


@pages.get("/transfers/<uuid:transfer>/labels")
@form_of(show_transfer)
@allow(BOARD)
def transfer_labels(transfer: UUID) -> Response:
    found = queries.transfer(session(), transfer, board_of(person()))
    title = f"{found.number} – {found.origin} → {found.receiver or '?'}"
    return file_of([document_label(found.number, title)], asked(Printing), found.number)
