"""The page of what boards configure a week, as they declare it and as they do it."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.contracts.roles import SEES_ALL
from services.intake.queries.capacity import capacities

pages = Blueprint("intake_capacity_pages", "services.intake", url_prefix="/intake", template_folder="templates")

# As many as a page has room for.
WEEKS = 8


@pages.get("/capacity")
@allow(SEES_ALL)
def capacity() -> ResponseReturnValue:
    return render_template("intake/capacity.html", found=capacities(session(), None, now(), WEEKS))
