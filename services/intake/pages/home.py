"""The door of intake: each role is sent to its own first page; and how the pages write money and shares."""

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, format_percent

from services.chassis.web.edge import person
from services.chassis.web.language import language
from services.chassis.web.rule import allow
from services.contracts.places import HOME
from services.contracts.roles import BOARD, EVERYONE, SEES_ALL
from services.intake.model.money import in_dollars

pages = Blueprint("intake_home", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.get("/")
@allow(EVERYONE)
def home() -> ResponseReturnValue:
    if person().role in BOARD:
        return redirect("/intake/portrait", 303)
    return redirect("/intake/picture" if person().role in SEES_ALL else HOME, 303)


@pages.app_template_filter("money")
def money(cents: int) -> str:
    return in_dollars(cents, language())


@pages.app_template_filter("percent")
def percent(share: float) -> str:
    return str(format_percent(share))


@pages.app_template_filter("number")
def number(count: int) -> str:
    return str(format_decimal(count))
