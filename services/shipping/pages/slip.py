"""Slips: a stack handed over to a school in one go, and the paper that the school signs, ready to print."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.barcode import barcode
from services.chassis.web.edge import person, session
from services.chassis.web.language import address
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import boards
from services.contracts.roles import BOARD, SEES_ALL
from services.shipping import operations, queries
from services.shipping.pages.form import asked, filled
from services.shipping.pages.slip_list import SLIPS
from services.shipping.pages.stack import HandOverForm
from services.shipping.pages.words import words
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.stack import SlipList

pages = Blueprint("shipping_slip_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/slips")
@allow(BOARD, SEES_ALL)
def list_slips() -> str:
    query = asked(SlipList)
    page = SLIPS.read(query, query.cursor, query.limit)
    return render_template("shipping/slips.html", page=page, query=query)


@pages.get("/slips.<any('csv', 'xlsx'):kind>")
@allow(BOARD, SEES_ALL)
def slips_file(kind: str) -> Response:
    return saved_list(SLIPS, kind)


@pages.post("/slips/hand-over")
@form_of(list_slips)
@allow(BOARD, creates=True)
def hand_over() -> ResponseReturnValue:
    form = filled(HandOverForm)
    slip, _ = operations.hand_to_school(session(), board_of(person()), form.stack(), form.school)
    return redirect(url_for(".show_slip", slip=slip.id), 303)


@pages.get("/slips/hand-over")
@allow(BOARD, SEES_ALL)
def after_form() -> ResponseReturnValue:
    """Where the address of the form leads once its answer stands there."""
    return redirect(url_for(".list_slips"), 303)


@pages.get("/slips/<uuid:slip>")
@allow(BOARD, SEES_ALL)
def show_slip(slip: UUID) -> str:
    found = queries.slip(session(), slip, scope_of(person()))
    board = boards()[str(found.board)]
    address(board.language)
    devices = queries.slip_devices(session(), slip)
    return render_template("shipping/slip.html", slip=found, devices=devices, board=board, bars=barcode(found.number))


@pages.post("/slips/<uuid:slip>/sign")
@form_of(show_slip)
@allow(BOARD)
def sign(slip: UUID) -> ResponseReturnValue:
    operations.sign_slip(session(), board_of(person()), slip)
    return redirect(url_for(".show_slip", slip=slip), 303)


@pages.get("/slips/<uuid:slip>/sign")
@allow(BOARD, SEES_ALL)
def after_sign(slip: UUID) -> ResponseReturnValue:
    """Where the address of the form leads once its answer stands there."""
    return redirect(url_for(".show_slip", slip=slip), 303)
