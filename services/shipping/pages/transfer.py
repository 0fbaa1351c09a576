"""Transfers between boards: the list with the form of an offer, and one with what may be done."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.reference import device_types
from services.contracts.roles import BOARD, SEES_ALL, Role
from services.shipping import operations, queries
from services.shipping.pages.form import asked, filled
from services.shipping.pages.stack import StackForm
from services.shipping.pages.transfer_form import QUANTITY, OfferForm, TakeOverForm, transfer_words
from services.shipping.pages.transfer_list import TRANSFERS
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.sent import CloseReceipt, Reason
from services.shipping.shapes.transfer import ApproveTransfer, DispatchTransfer, TransferList

pages = Blueprint("shipping_transfer_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(transfer_words)
MANAGER = Role.BOARD_MANAGER
FORMS = "<any('approve', 'refuse', 'withdraw', 'send-on', 'dispatch', 'take-over', 'close', 'undo'):form>"


@pages.get("/transfers")
@allow(BOARD, SEES_ALL)
def list_transfers() -> str:
    query, offers = asked(TransferList), person().role is MANAGER
    return render_template(
        "shipping/transfers.html",
        page=TRANSFERS.read(query, query.cursor, query.limit),
        query=query,
        offers=offers,
        at_hand=queries.may_be_offered(session(), board_of(person())) if offers else {},
        types=device_types(),
        QUANTITY=QUANTITY,
    )


@pages.get("/transfers.<any('csv', 'xlsx'):kind>")
@allow(BOARD, SEES_ALL)
def transfers_file(kind: str) -> Response:
    return saved_list(TRANSFERS, kind)


@pages.post("/transfers/offer")
@form_of(list_transfers)
@allow(MANAGER, creates=True)
def offer() -> ResponseReturnValue:
    form = filled(OfferForm)
    made = operations.offer_transfer(session(), board_of(person()), form.lines, form.reason)
    return _back(made.id)


@pages.get("/transfers/offer")
@allow(BOARD, SEES_ALL)
def after_offer() -> ResponseReturnValue:
    """Where the address of the form leads once its answer stands there."""
    return redirect(url_for(".list_transfers"), 303)


@pages.get("/transfers/<uuid:transfer>")
@allow(BOARD, SEES_ALL)
def show_transfer(transfer: UUID) -> str:
    found, query = queries.transfer(session(), transfer, scope_of(person())), asked(Paging)
    rows, following = queries.transfer_contents(session(), transfer, query.cursor, query.limit)
    return render_template(
        "shipping/transfer.html",
        transfer=found,
        inside=queries.transfer_progress(session(), [transfer])[transfer],
        rows=rows,
        next=following,
        gives=person().role in BOARD and person().board == found.origin,
        receives=person().role in BOARD and person().board == found.receiver,
        manages=person().role is MANAGER,
        decides=person().role is Role.MINISTRY,
        undoing=queries.transfer_undo(session(), found),
    )


@pages.post("/transfers/<uuid:transfer>/approve")
@form_of(show_transfer)
@allow(Role.MINISTRY)
def approve(transfer: UUID) -> ResponseReturnValue:
    operations.approve_transfer(session(), transfer, filled(ApproveTransfer).receiver)
    return _back(transfer)


@pages.post("/transfers/<uuid:transfer>/refuse")
@form_of(show_transfer)
@allow(Role.MINISTRY)
def refuse(transfer: UUID) -> ResponseReturnValue:
    operations.refuse_transfer(session(), transfer, filled(Reason).reason)
    return _back(transfer)


@pages.post("/transfers/<uuid:transfer>/withdraw")
@form_of(show_transfer)
@allow(MANAGER)
def withdraw(transfer: UUID) -> ResponseReturnValue:
    operations.withdraw_transfer(session(), board_of(person()), transfer, filled(Reason).reason)
    return _back(transfer)


@pages.post("/transfers/<uuid:transfer>/send-on")
@form_of(show_transfer)
@allow(BOARD)
def send_on(transfer: UUID) -> ResponseReturnValue:
    operations.send_devices_on(session(), board_of(person()), transfer, filled(StackForm).stack())
    return _back(transfer)


@pages.post("/transfers/<uuid:transfer>/dispatch")
@form_of(show_transfer)
@allow(BOARD)
def dispatch(transfer: UUID) -> ResponseReturnValue:
    form = filled(DispatchTransfer)
    operations.dispatch_transfer(session(), board_of(person()), transfer, form.carrier, form.tracking)
    return _back(transfer)


@pages.post("/transfers/<uuid:transfer>/take-over")
@form_of(show_transfer)
@allow(BOARD)
def take_over(transfer: UUID) -> ResponseReturnValue:
    form = filled(TakeOverForm)
    operations.take_devices_over(session(), board_of(person()), transfer, form.listed(), form.damage)
    return _back(transfer)


@pages.post("/transfers/<uuid:transfer>/close")
@form_of(show_transfer)
@allow(BOARD)
def close(transfer: UUID) -> ResponseReturnValue:
    operations.close_transfer(session(), board_of(person()), transfer, filled(CloseReceipt).reason)
    return _back(transfer)


@pages.post("/transfers/<uuid:transfer>/undo")
@form_of(show_transfer)
@allow(BOARD)
def undo(transfer: UUID) -> ResponseReturnValue:
    operations.reopen_transfer(session(), board_of(person()), transfer, filled(Reason).reason)
    return _back(transfer)


@pages.get(f"/transfers/<uuid:transfer>/{FORMS}")
@allow(BOARD, SEES_ALL)
def after_form(transfer: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return _back(transfer)


def _back(transfer: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_transfer", transfer=transfer), 303)
