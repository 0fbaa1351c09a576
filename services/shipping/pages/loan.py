"""Loans between schools: what is lent until when, what is overdue; a stack lent, extended, given back."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import BOARD, SEES_ALL
from services.shipping import operations, queries
from services.shipping.model.calendar import day_of
from services.shipping.pages.form import asked, filled
from services.shipping.pages.loan_list import LOANS
from services.shipping.pages.stack import ExtendForm, LendForm, StackForm
from services.shipping.pages.words import words
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.stack import LoanList

pages = Blueprint("shipping_loan_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/loans")
@allow(BOARD, SEES_ALL)
def list_loans() -> str:
    query, today, scope = asked(LoanList), day_of(now()), scope_of(person())
    page = LOANS.read(query, query.cursor, query.limit)
    lent, late = queries.lent_counts(session(), scope, today)
    return render_template("shipping/loans.html", page=page, query=query, lent=lent, late=late, today=today)


@pages.get("/loans.<any('csv', 'xlsx'):kind>")
@allow(BOARD, SEES_ALL)
def loans_file(kind: str) -> Response:
    return saved_list(LOANS, kind)


@pages.post("/loans/lend")
@form_of(list_loans)
@allow(BOARD, creates=True)
def lend() -> ResponseReturnValue:
    form = filled(LendForm)
    _, slips = operations.lend_devices(session(), board_of(person()), form.stack(), form.school, form.until)
    if len(slips) == 1:
        return redirect(url_for("shipping_slip_pages.show_slip", slip=slips[0].id), 303)
    return _back()


@pages.post("/loans/extend")
@form_of(list_loans)
@allow(BOARD)
def extend() -> ResponseReturnValue:
    form = filled(ExtendForm)
    operations.extend_loans(session(), board_of(person()), form.stack(), form.until)
    return _back()


@pages.post("/loans/give-back")
@form_of(list_loans)
@allow(BOARD)
def give_back() -> ResponseReturnValue:
    operations.give_devices_back(session(), board_of(person()), filled(StackForm).stack())
    return _back()


@pages.get("/loans/<any('lend', 'extend', 'give-back'):form>")
@allow(BOARD, SEES_ALL)
def after_form(form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(url_for(".list_loans"), 303)
