"""Take-back campaigns: opened, followed by school while devices are scanned back, closed with what is missing."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from services.chassis.sheet.writing import Format, Sheet
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import person, session
from services.chassis.web.language import render
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import BOARD, SEES_ALL, Role
from services.contracts.sees import Sees
from services.contracts.sentence import say
from services.shipping import operations, queries
from services.shipping.model.recall import NAMES, Outcome
from services.shipping.pages.form import asked, filled
from services.shipping.pages.recall_list import RECALLS
from services.shipping.pages.stack import KeepForm, RecallForm
from services.shipping.pages.words import type_name, words
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.sent import Reason
from services.shipping.shapes.stack import Keep

pages = Blueprint("shipping_recall_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)

MANAGER = Role.BOARD_MANAGER
HEADS = (
    say("School"),
    say("Loan number"),
    say("Maker"),
    say("Serial"),
    say("Asset tag"),
    say("Model"),
    say("Type"),
    say("What became of it"),
    say("Reason"),
)


@pages.get("/recalls")
@allow(BOARD, SEES_ALL)
def list_recalls() -> str:
    query = asked(Paging)
    page = RECALLS.read(query, query.cursor, query.limit)
    return render_template("shipping/recalls.html", page=page, opens=person().role is MANAGER)


@pages.get("/recalls.<any('csv', 'xlsx'):kind>")
@allow(BOARD, SEES_ALL)
def recalls_file(kind: str) -> Response:
    return saved_list(RECALLS, kind)


@pages.post("/recalls/open")
@form_of(list_recalls)
@allow(MANAGER, creates=True)
def open_recall() -> ResponseReturnValue:
    form = filled(RecallForm)
    whole = operations.Whole(schools=form.schools)
    recall = operations.open_recall(session(), board_of(person()), form.title, form.day, whole)
    return _back(recall.id)


@pages.get("/recalls/open")
@allow(BOARD, SEES_ALL)
def after_open() -> ResponseReturnValue:
    """Where the address of the form leads once its answer stands there."""
    return redirect(url_for(".list_recalls"), 303)


@pages.get("/recalls/<uuid:recall>")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def show_recall(recall: UUID) -> str:
    found, query = queries.recall(session(), recall, scope_of(person())), asked(Paging)
    rows, following = queries.missing(session(), recall, query.cursor, query.limit)
    return render_template(
        "shipping/recall.html",
        recall=found,
        tallies=queries.tallies(session(), recall),
        rows=rows,
        next=following,
        Outcome=Outcome,
        manages=person().role is MANAGER,
    )


@pages.get("/recalls/<uuid:recall>/missing.<any('csv', 'xlsx'):kind>")
@allow(BOARD, SEES_ALL, sees=Sees.LOANS)
def missing_file(recall: UUID, kind: str) -> Response:
    queries.recall(session(), recall, scope_of(person()))
    rows, _ = queries.missing(session(), recall, limit=None)
    lines = [
        (
            *(one.school, one.loan, one.maker, one.serial, one.asset_tag, one.model),
            *(type_name(one.type), render(NAMES[one.outcome]), one.kept),
        )
        for one in rows
    ]
    name = render(say("missing"))
    return saved_sheets(Format(kind), name, Sheet(name, [[render(head) for head in HEADS], *lines]))


@pages.post("/recalls/<uuid:recall>/keep")
@form_of(show_recall)
@allow(BOARD)
def keep(recall: UUID) -> ResponseReturnValue:
    reason = filled(KeepForm).reason
    form = Keep.model_validate({"devices": request.form.getlist("devices"), "reason": reason})
    operations.keep_at_school(session(), board_of(person()), recall, form.devices, form.reason)
    return _back(recall)


@pages.post("/recalls/<uuid:recall>/close")
@form_of(show_recall)
@allow(MANAGER)
def close(recall: UUID) -> ResponseReturnValue:
    operations.close_recall(session(), board_of(person()), recall)
    return _back(recall)


@pages.post("/recalls/<uuid:recall>/reopen")
@form_of(show_recall)
@allow(MANAGER)
def reopen(recall: UUID) -> ResponseReturnValue:
    operations.reopen_recall(session(), board_of(person()), recall, filled(Reason).reason)
    return _back(recall)


@pages.get("/recalls/<uuid:recall>/<any('keep', 'close', 'reopen'):form>")
@allow(BOARD, SEES_ALL)
def after_form(recall: UUID, form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return _back(recall)


def _back(recall: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_recall", recall=recall), 303)
