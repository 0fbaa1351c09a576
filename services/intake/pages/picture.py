"""Pages of the Ministry's picture of all boards, as any day ended, and the portraits as a file."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.contracts.reference import categories, device_types
from services.contracts.roles import SEES_ALL
from services.intake.download import saved_portraits
from services.intake.model.calendar import day_of
from services.intake.model.portrait import Standing
from services.intake.model.reply import open_campaign
from services.intake.queries.picture import picture
from services.intake.scope import portrait_days
from services.intake.shapes.picture import ExportQuery, OnDay

pages = Blueprint("intake_picture_pages", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.get("/portraits")
@allow(SEES_ALL)
def portraits() -> ResponseReturnValue:
    query = OnDay.model_validate({"on": request.args["on"]} if request.args.get("on") else {})
    found = picture(session(), now(), portrait_days(), query.on)
    return render_template(
        "intake/portraits.html",
        picture=found,
        past=found.day < day_of(now()),
        campaign=open_campaign(session()),
        Standing=Standing,
        days=portrait_days(),
        categories=categories(),
        device_types=device_types(),
    )


@pages.get("/portraits/export")
@allow(SEES_ALL)
def export() -> Response:
    return saved_portraits(ExportQuery.model_validate(request.args.to_dict()), None)
