"""The page of the one picture: how far needs are met, ranked, of what one looks at, and week by week."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.contracts.reference import boards, categories, device_types
from services.contracts.roles import SEES_ALL
from services.intake.model.calendar import day_of
from services.intake.model.portrait import Standing
from services.intake.pages.line_chart import LineChart, level
from services.intake.queries.met import RANKS, Overview
from services.intake.queries.picture import picture
from services.intake.queries.weeks_met import WeekMet, weeks_met
from services.intake.scope import portrait_days
from services.intake.shapes.met import PictureQuery

pages = Blueprint("intake_met_pages", "services.intake", url_prefix="/intake", template_folder="templates")

ASKED = frozenset(PictureQuery.model_fields)


@pages.get("/picture")
@allow(SEES_ALL)
def one_picture() -> ResponseReturnValue:
    query = PictureQuery.model_validate(
        {name: value for name, value in request.args.items() if value and name in ASKED}
    )
    found = Overview(picture(session(), now(), portrait_days(), query.on), query.focus(), query.rank)
    weeks = weeks_met(session(), found, day_of(now()))
    return render_template("intake/met.html", found=found, query=query, **_over_time(weeks), **_words(query))


def _over_time(weeks: list[WeekMet]) -> dict[str, Any]:
    chart = LineChart([one.name for one in weeks], [one.satisfaction for one in weeks])
    return {"weeks": weeks, "chart": chart, "level": level}


def _words(query: PictureQuery) -> dict[str, Any]:
    """What the template names things by, and the addresses of what else can be looked at."""
    chosen = query.model_dump(mode="json", exclude_defaults=True)
    return {
        "address": partial(_address, chosen),
        "past": query.on is not None and query.on < day_of(now()),
        "days": portrait_days(),
        "regions": dict(sorted({one.region_code: one.region for one in boards().values()}.items())),
        "categories": categories(),
        "device_types": device_types(),
        "RANKS": RANKS,
        "Standing": Standing,
    }


def _address(chosen: Mapping[str, str], **other: str | None) -> str:
    """The same picture, looked at otherwise."""
    named = {name: value for name, value in {**chosen, **other}.items() if value}
    return "/intake/picture" + (f"?{urlencode(named)}" if named else "")
