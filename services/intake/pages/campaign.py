"""Pages of collection campaigns: all of them with the form of a new one, and one with who answered it."""

from uuid import UUID

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.filtering import asked
from services.chassis.web.listing import saved_list
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import SEES_ALL, Role
from services.intake.model.portrait import Standing
from services.intake.model.reply import campaign_by_id, open_campaign
from services.intake.operations import campaign as operations
from services.intake.pages.campaign_list import CAMPAIGNS
from services.intake.pages.words import problem_in_words
from services.intake.queries import campaign as queries
from services.intake.queries.campaign import REPLIES, Reply
from services.intake.scope import portrait_days
from services.intake.shapes.campaign import CampaignForm, DeadlineForm

pages = Blueprint("intake_campaign_pages", "services.intake", url_prefix="/intake", template_folder="templates")


@pages.get("/campaigns")
@allow(SEES_ALL)
def campaigns() -> ResponseReturnValue:
    paging = asked(Paging, strict=False)
    return render_template(
        "intake/campaigns.html",
        page=CAMPAIGNS.read(paging, paging.cursor, paging.limit),
        opened=open_campaign(session()),
        problem=problem_in_words(request.form),
        Role=Role,
    )


@pages.get("/campaigns.<any(csv,xlsx):kind>")
@allow(SEES_ALL)
def campaigns_file(kind: str) -> Response:
    return saved_list(CAMPAIGNS, kind)


@pages.post("/campaigns/open")
@form_of(campaigns)
@allow(Role.MINISTRY, creates=True)
def begin() -> ResponseReturnValue:
    form = CampaignForm.model_validate({name: request.form.get(name, "") for name in ("title", "deadline")})
    made = operations.open_collection(session(), form.title, form.moment)
    return redirect(f"/intake/campaigns/{made.id}", 303)


@pages.get("/campaigns/<uuid:id>")
@allow(SEES_ALL)
def campaign(id: UUID) -> ResponseReturnValue:  # noqa: A002 (the path's own name)
    at = now()
    found = queries.progress(session(), None, campaign_by_id(session(), id), at, portrait_days())
    return render_template(
        "intake/campaign.html",
        progress=found,
        to_remind=found.to_remind(at),
        problem=problem_in_words(request.form),
        Reply=Reply,
        REPLIES=REPLIES,
        Standing=Standing,
        days=portrait_days(),
        Role=Role,
    )


@pages.post("/campaigns/<uuid:id>/extend")
@form_of(campaign)
@allow(Role.MINISTRY)
def extend(id: UUID) -> ResponseReturnValue:  # noqa: A002
    form = DeadlineForm.model_validate({"deadline": request.form.get("deadline", "")})
    return _back(operations.extend_campaign(session(), id, form.moment).id)


@pages.post("/campaigns/<uuid:id>/remind")
@form_of(campaign)
@allow(Role.MINISTRY, creates=True)
def remind(id: UUID) -> ResponseReturnValue:  # noqa: A002
    return _back(operations.remind_boards(session(), id).id)


@pages.post("/campaigns/<uuid:id>/close")
@form_of(campaign)
@allow(Role.MINISTRY)
def close(id: UUID) -> ResponseReturnValue:  # noqa: A002
    return _back(operations.close_campaign(session(), id).id)


def _back(key: UUID) -> ResponseReturnValue:
    return redirect(f"/intake/campaigns/{key}", 303)
