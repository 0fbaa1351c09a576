"""Pages of freight statements: the months, a board's month, the Ministry's; each also on paper and as a file."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from services.chassis.sheet.writing import Cell, Format, Sheet
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import person, session
from services.chassis.web.language import address, language
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow
from services.contracts.reference import boards
from services.contracts.roles import BOARD, SEES_ALL
from services.intake.model.charge import SORTS
from services.intake.pages.statement_file import HEADS, MONTH_HEADS, heads, month_rows, rows
from services.intake.pages.statement_list import MONTHS, Everything
from services.intake.queries import statement as queries
from services.intake.queries.statement import Statement
from services.intake.scope import own_board, scope
from services.intake.shapes.statement import OneMonth, OneStatement

pages = Blueprint("intake_statement_pages", "services.intake", url_prefix="/intake", template_folder="templates")

# Where the Ministry is written to.
MINISTRY_LANGUAGE = "fr"


@pages.get("/statements")
@allow(BOARD, SEES_ALL)
def statements() -> ResponseReturnValue:
    board = own_board() if person().role in BOARD else None
    months = MONTHS.read(Everything(), None, 0).items
    return render_template("intake/statements.html", months=months, board=board)


@pages.get("/statements.<any(csv,xlsx):kind>")
@allow(BOARD, SEES_ALL)
def statements_file(kind: str) -> Response:
    return saved_list(MONTHS, kind)


@pages.get("/statements/<month>")
@allow(SEES_ALL)
def month(month: str) -> ResponseReturnValue:
    return _month("intake/month.html", month)


@pages.get("/statements/<month>/print")
@allow(SEES_ALL)
def month_on_paper(month: str) -> ResponseReturnValue:
    address(MINISTRY_LANGUAGE)
    return _month("intake/month_paper.html", month)


@pages.get("/statements/<month>/boards.csv")
@allow(SEES_ALL)
def month_sums(month: str) -> Response:
    key = OneMonth.model_validate({"month": month}).month
    found = month_rows(queries.boards_of(session(), key), language())
    return _file(heads(MONTH_HEADS), found, f"transport-{key}-organismes")


@pages.get("/statements/<month>/entries.csv")
@allow(SEES_ALL)
def month_entries(month: str) -> Response:
    key = OneMonth.model_validate({"month": month}).month
    return _entries(queries.whole_month(session(), key), f"transport-{key}")


@pages.get("/boards/<code>/statements/<month>")
@allow(BOARD, SEES_ALL)
def statement(code: str, month: str) -> ResponseReturnValue:
    return _statement("intake/statement.html", _found(code, month))


@pages.get("/boards/<code>/statements/<month>/print")
@allow(BOARD, SEES_ALL)
def on_paper(code: str, month: str) -> ResponseReturnValue:
    found = _found(code, month)
    address(boards()[str(found.board)].language)
    return _statement("intake/statement_paper.html", found)


@pages.get("/boards/<code>/statements/<month>/entries.csv")
@allow(BOARD, SEES_ALL)
def entries(code: str, month: str) -> Response:
    found = _found(code, month)
    return _entries(found, f"transport-{found.month}-{found.board}")


def _found(code: str, month: str) -> Statement:
    key = OneStatement.model_validate({"code": code, "month": month})
    return queries.statement(session(), scope(), key.code, key.month)


def _statement(template: str, found: Statement) -> str:
    return render_template(template, statement=found, board=boards()[str(found.board)], SORTS=SORTS)


def _month(template: str, month: str) -> str:
    key = OneMonth.model_validate({"month": month}).month
    sums = queries.boards_of(session(), key)
    total = queries.added([one.total for one in sums])
    return render_template(template, month=key, sums=sums, total=total, boards=boards())


def _entries(found: Statement, name: str) -> Response:
    return _file(heads(HEADS), rows(found, language()), name)


def _file(columns: Sequence[Cell], found: Iterable[Sequence[Cell]], name: str) -> Response:
    return saved_sheets(Format.CSV, name, Sheet(name, [columns, *found]))
