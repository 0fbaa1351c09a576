"""The configuration queue: what waits, who has taken what, how fast it goes; a stack taken, left, done in one go."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import person, session
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import boards
from services.contracts.roles import BOARD, SEES_ALL
from services.shipping import operations
from services.shipping.operations import Stack
from services.shipping.pages.bench_list import QUEUE, queue_asked
from services.shipping.pages.form import asked, filled
from services.shipping.pages.stack import TakeForm
from services.shipping.pages.words import words
from services.shipping.scope import board_of
from services.shipping.shapes.stack import QueueOf

pages = Blueprint("shipping_bench_pages", __name__, url_prefix="/shipping", template_folder="../templates")
pages.context_processor(words)


@pages.get("/queue")
@allow(BOARD, SEES_ALL)
def show_queue() -> str:
    query = asked(QueueOf)
    return render_template("shipping/queue.html", queue=queue_asked(query), board=query.board, boards=boards())


@pages.get("/queue.<any('csv', 'xlsx'):kind>")
@allow(BOARD, SEES_ALL)
def queue_file(kind: str) -> Response:
    return saved_list(QUEUE, kind)


@pages.post("/queue/take")
@form_of(show_queue)
@allow(BOARD, creates=True)
def take() -> ResponseReturnValue:
    form = filled(TakeForm)
    operations.take_next(session(), board_of(person()), form.count, form.of)
    return _back()


@pages.post("/queue/leave")
@form_of(show_queue)
@allow(BOARD)
def leave() -> ResponseReturnValue:
    operations.leave_devices(session(), board_of(person()), person(), _mine())
    return _back()


@pages.post("/queue/done")
@form_of(show_queue)
@allow(BOARD)
def done() -> ResponseReturnValue:
    operations.configure_devices(session(), board_of(person()), _mine())
    return _back()


@pages.get("/queue/<any('take', 'leave', 'done'):form>")
@allow(BOARD, SEES_ALL)
def after_form(form: str) -> ResponseReturnValue:
    """Where the address of a form leads once its answer stands there."""
    return _back()


def _mine() -> Stack:
    return Stack(taken_by=person().actor)


def _back() -> ResponseReturnValue:
    return redirect(url_for(".show_queue"), 303)
