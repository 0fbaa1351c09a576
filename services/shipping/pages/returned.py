"""Return shipments on paper: the list, one with its devices, and the label of its boxes."""

from uuid import UUID

from flask import Blueprint, Response, render_template

from scanner.labels import document_label
from services.chassis.web.edge import person, session
from services.chassis.web.printing import Printing, file_of
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.shipping import queries
from services.shipping.pages.form import asked
from services.shipping.pages.words import words
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.returned import ReturnList

pages = Blueprint("shipping_return_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/returns")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_returns() -> str:
    query = asked(ReturnList)
    page = queries.returns(session(), scope_of(person()), query.board, query.cursor, query.limit)
    inside = queries.contents(session(), [one.id for one in page.items])
    return render_template("shipping/returns.html", page=page, inside=inside, query=query)


@pages.get("/returns/<uuid:parcel>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def show_return(parcel: UUID) -> str:
    query = asked(Paging)
    found = queries.return_shipment(session(), parcel, scope_of(person()))
    return render_template(
        "shipping/return.html",
        parcel=found,
        inside=queries.contents(session(), [parcel])[parcel],
        page=queries.returned_devices(session(), parcel, query.cursor, query.limit),
    )


@pages.get("/returns/<uuid:parcel>/labels")
@form_of(show_return)
@allow(BOARD)
def return_labels(parcel: UUID) -> Response:
    found = queries.return_shipment(session(), parcel, board_of(person()))
    return file_of([document_label(found.number, f"{found.number} – {found.board}")], asked(Printing), found.number)
