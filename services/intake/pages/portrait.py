"""Pages of needs portraits: the board's own with its form and its file, and its versions with what each changed."""

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.filtering import asked
from services.chassis.web.language import language
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.reference import boards, categories, device_types
from services.contracts.roles import BOARD, SEES_ALL
from services.intake.download import saved_portraits
from services.intake.model.board import known_board
from services.intake.model.calendar import day_of
from services.intake.model.change import Change
from services.intake.model.columns import legend
from services.intake.model.leap import leaps
from services.intake.model.portrait import Standing, standing
from services.intake.operations import portrait as operations
from services.intake.pages.capacity import WEEKS
from services.intake.pages.portrait_form import needs_as_typed, order_rows, typed_portrait
from services.intake.pages.typed import counted
from services.intake.pages.words import WORDS, problem_in_words
from services.intake.queries import portrait as queries
from services.intake.queries.campaign import awaiting
from services.intake.queries.capacity import capacity
from services.intake.queries.use import uses
from services.intake.scope import own_board, portrait_days, scope
from services.intake.shapes.board import OneBoard
from services.intake.shapes.picture import ExportQuery
from services.intake.shapes.portrait import PortraitBody, PortraitFile

pages = Blueprint("intake_portrait_pages", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.get("/portrait")
@allow(BOARD)
def portrait(checked: list[Change] | None = None) -> ResponseReturnValue:
    """`checked`: what would change with what is typed, where somebody asked for that."""
    board, at = own_board(), now()
    newest = queries.latest_portrait(session(), board)
    needs = queries.needs(session(), board, board)
    types = [kind for kind in device_types().values() if kind.holds(day_of(at))]
    return render_template(
        "intake/portrait.html",
        board=boards()[board],
        portrait=newest,
        given={line.type: line for line in newest.lines} if newest else {},
        standing=standing(newest, at, portrait_days()),
        Standing=Standing,
        days=portrait_days(),
        campaign=awaiting(session(), newest),
        uses=uses(session(), board, board),
        needs=needs,
        typed_needs=needs_as_typed(newest, types, {need.type: need.held for need in needs}, request.form),
        checked=checked,
        leaps=leaps,
        leaping=any(map(leaps, checked or ())) and newest is not None,
        counted=counted,
        WORDS=WORDS,
        capacity=capacity(session(), board, board, at, WEEKS),
        types=types,
        orders=order_rows(newest, types, request.form),
        problem=problem_in_words(typed_portrait(request.form)),
        in_use=[one for one in categories().values() if one.holds(day_of(at))],
        # A category that was widened since has the name that it had then.
        answered_on=day_of(newest.answered_at if newest else at),
        categories=categories(),
        device_types=device_types(),
    )


@pages.post("/portrait/update")
@form_of(portrait)
@allow(BOARD, creates=True)
def update() -> ResponseReturnValue:
    body = PortraitBody.model_validate(typed_portrait(request.form))
    board = own_board()
    operations.update_portrait(session(), board, board, body.weekly_capacity, body.stated(), sure=_sure())
    return redirect("/intake/portrait", 303)


@pages.post("/portrait/check")
@form_of(portrait)
@allow(BOARD, repeatable=True)
def check() -> ResponseReturnValue:
    """What follows from what is typed, also for browsers without script; nothing is kept."""
    body = PortraitBody.model_validate(typed_portrait(request.form))
    board = own_board()
    return portrait(operations.try_portrait(session(), board, board, body.weekly_capacity, body.stated()))


@pages.get("/portrait/file")
@allow(BOARD)
def file() -> ResponseReturnValue:
    meaning = legend(day_of(now()), language())
    return render_template("intake/portrait_file.html", meaning=meaning, problem=problem_in_words({}))


@pages.post("/portrait/file/import")
@form_of(file)
@allow(BOARD, creates=True)
def import_file() -> ResponseReturnValue:
    given = PortraitFile.model_validate({name: one for name, one in request.files.items() if one.filename})
    operations.import_portrait(session(), own_board(), own_board(), given.file.read(), sure=_sure())
    return redirect("/intake/portrait", 303)


@pages.get("/portrait/export")
@allow(BOARD)
def export() -> Response:
    return saved_portraits(ExportQuery.model_validate(request.args.to_dict()), own_board())


@pages.get("/boards/<code>/portraits")
@allow(BOARD, SEES_ALL)
def versions(code: str) -> ResponseReturnValue:
    board = known_board(OneBoard.model_validate({"code": code}).code, scope())
    paging = asked(Paging, strict=False)
    return render_template(
        "intake/versions.html",
        board=board,
        page=queries.versions(session(), scope(), board.code, paging.cursor, paging.limit),
        WORDS=WORDS,
        day_of=day_of,
        categories=categories(),
        device_types=device_types(),
    )


def _sure() -> bool:
    """Whether whoever typed has looked again at the figures that leap."""
    return "confirmed" in request.form
