"""Return shipments on paper: the list, one with its devices and the forms of its stage, its packing list, its label."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from scanner.labels import document_label
from services.chassis.web.barcode import barcode
from services.chassis.web.edge import person, session
from services.chassis.web.language import address
from services.chassis.web.listing import saved_list
from services.chassis.web.printing import Printing, file_of
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.reference import boards
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.shipping import operations, queries
from services.shipping.model import ReturnStage
from services.shipping.pages.form import asked, filled
from services.shipping.pages.return_list import RETURNS
from services.shipping.pages.words import words
from services.shipping.returns_now import standing
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.returned import CloseReturn, DispatchReturn, ReturnList
from services.shipping.shapes.sent import Reason

pages = Blueprint("shipping_return_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/returns")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_returns() -> str:
    query = asked(ReturnList)
    page = RETURNS.read(query, query.cursor, query.limit)
    return render_template("shipping/returns.html", page=page, query=query, stages=ReturnStage, boards=boards())


@pages.get("/returns.<any('csv', 'xlsx'):kind>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def returns_file(kind: str) -> Response:
    return saved_list(RETURNS, kind)


@pages.get("/returns/<uuid:parcel>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def show_return(parcel: UUID) -> str:
    query = asked(Paging)
    found = queries.return_shipment(session(), parcel, scope_of(person()))
    (line,) = standing([found])
    return render_template(
        "shipping/return.html",
        parcel=found,
        line=line,
        page=queries.returned_devices(session(), parcel, query.cursor, query.limit),
        unlisted=queries.unlisted(session(), found),
        undoing=queries.return_undo(session(), found),
    )


@pages.get("/returns/<uuid:parcel>/packing-list")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def packing_list(parcel: UUID) -> str:
    found = queries.return_shipment(session(), parcel, scope_of(person()))
    board = boards()[str(found.board)]
    address(board.language)
    devices, bars = queries.whole_return(session(), parcel), barcode(found.number)
    return render_template("shipping/return_list.html", parcel=found, devices=devices, board=board, bars=bars)


@pages.get("/returns/<uuid:parcel>/labels")
@form_of(show_return)
@allow(BOARD)
def return_labels(parcel: UUID) -> Response:
    found = queries.return_shipment(session(), parcel, board_of(person()))
    return file_of([document_label(found.number, f"{found.number} – {found.board}")], asked(Printing), found.number)


@pages.post("/returns/<uuid:parcel>/carrier")
@form_of(show_return)
@allow(BOARD)
def dispatch(parcel: UUID) -> ResponseReturnValue:
    form = filled(DispatchReturn)
    operations.dispatch_return(session(), board_of(person()), parcel, form.carrier, form.tracking)
    return _back(parcel)


@pages.post("/returns/<uuid:parcel>/close")
@form_of(show_return)
@allow(WAREHOUSE)
def close(parcel: UUID) -> ResponseReturnValue:
    operations.close_return(session(), parcel, filled(CloseReturn).reason)
    return _back(parcel)


@pages.post("/returns/<uuid:parcel>/undo")
@form_of(show_return)
@allow(WAREHOUSE)
def undo(parcel: UUID) -> ResponseReturnValue:
    operations.reopen_return(session(), parcel, filled(Reason).reason)
    return _back(parcel)


@pages.get("/returns/<uuid:parcel>/<any('carrier', 'close', 'undo'):form>")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def after_form(parcel: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there: a change of language, a bookmark."""
    return _back(parcel)


def _back(parcel: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_return", parcel=parcel), 303)
