"""The page of a week: what happened on each day, as a table and as charts; by board; and the clock."""

from datetime import date, timedelta

from babel.dates import format_date
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.language import language, render
from services.chassis.web.rule import allow
from services.portal import words
from services.portal.model.flow import DAYS, Flow
from services.portal.pages.clock import board_names, hours_shown
from services.portal.pages.figure import Chart
from services.portal.queries.week import week as read_week
from services.portal.readers import CLOCK
from services.portal.shapes.week import WeekQuery

week = Blueprint("portal_week_pages", __name__, url_prefix="/portal", template_folder="../templates")


@week.get("/week")
@allow(CLOCK)
def one_week() -> ResponseReturnValue:
    first = WeekQuery.model_validate({"from": request.args.get("from")}).begins(now())
    found, names = read_week(session(), person().board, first), board_names()
    flows = {flow: render(words.FLOWS[flow]) for flow in Flow}
    days = [_short(day) for day in found.days]
    return render_template(
        "portal/week.html",
        week=found,
        flows=flows,
        days=days,
        long_days=[_long(day) for day in found.days],
        charts=[Chart(name, days, found.by_day[flow]) for flow, name in flows.items() if found.total(flow)],
        boards=sorted((names(board), board) for board in found.by_board),
        in_hours=hours_shown(),
        before=first - timedelta(days=DAYS),
        after=first + timedelta(days=DAYS),
    )


def _short(day: date) -> str:
    return str(format_date(day, "EEE d", locale=language()))


def _long(day: date) -> str:
    return str(format_date(day, "full", locale=language()))
