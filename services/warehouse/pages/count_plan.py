"""Pages of what is to be counted next, and of how right the records were, week by week, also as a file."""

from flask import Blueprint, Response

from services.chassis.sheet.writing import Cell, Format, Sheet
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import session
from services.chassis.web.language import render
from services.chassis.web.rule import allow, form_of
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.contracts.sentence import say
from services.warehouse.pages.show import asked, show, type_name
from services.warehouse.queries.accuracy import Accuracy, By, accuracy
from services.warehouse.queries.count_plan import plan as plan_counts
from services.warehouse.shapes.count_plan import AccuracyQuery, PlanQuery

pages = Blueprint("warehouse_count_plan_pages", __name__, url_prefix="/warehouse", template_folder="../templates")

OF = {By.ZONE: say("Zone"), By.TYPE: say("Type")}
FIGURES = (
    say("Places counted"),
    say("Expected"),
    say("Right"),
    say("Missing"),
    say("Misplaced"),
    say("Unknown"),
    say("Accuracy (%)"),
)
UNNAMED = say("known to nobody")


def usual_plan() -> str:
    """The plan of the usual days: what is shown where the address cannot be read, under the reason."""
    return _plan(PlanQuery())


@pages.get("/counts/plan")
@form_of(usual_plan)
@allow(WAREHOUSE, SEES_ALL)
def plan() -> str:
    return _plan(asked(PlanQuery))


def usual_weeks() -> str:
    """The usual weeks by zone: what is shown where the address cannot be read, under the reason."""
    return _weeks(AccuracyQuery())


@pages.get("/counts/accuracy")
@form_of(usual_weeks)
@allow(WAREHOUSE, SEES_ALL)
def weeks() -> str:
    return _weeks(asked(AccuracyQuery))


@pages.get("/counts/accuracy.csv")
@form_of(usual_weeks)
@allow(WAREHOUSE, SEES_ALL)
def file() -> Response:
    query, name = asked(AccuracyQuery), "exactitude"
    found = accuracy(session(), query.by, query.weeks)
    heads: list[Cell] = [render(one) for one in (say("Week of"), OF[query.by], *FIGURES)]
    return saved_sheets(Format.CSV, name, Sheet(name, [heads, *map(_row, found)]))


def _row(one: Accuracy) -> list[Cell]:
    figures = (one.places, one.expected, one.correct, one.missing, one.misplaced, one.unknown, one.percent)
    return [f"{one.week}", _named(one), *figures]


def _plan(query: PlanQuery) -> str:
    return show("count_plan", plan=plan_counts(session(), query.days, query.limit))


def _weeks(query: AccuracyQuery) -> str:
    heads = (say("Week of"), OF[query.by], *FIGURES)
    rows = accuracy(session(), query.by, query.weeks)
    return show("accuracy", query=query, heads=heads, rows=rows, named=_named)


def _named(one: Accuracy) -> str:
    """The zone or the type of a row in the reader's words."""
    return type_name(one.of) if one.of else render(UNNAMED)
