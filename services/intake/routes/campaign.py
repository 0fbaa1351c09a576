"""Routes of collection campaigns: opened, followed, reminded, closed."""

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import BOARD, SEES_ALL, Role
from services.intake.model.reply import campaign_by_id
from services.intake.operations import campaign as operations
from services.intake.queries import campaign as queries
from services.intake.scope import portrait_days, scope
from services.intake.shapes.campaign import CampaignAnswer, CampaignBody, CampaignPage, DeadlineBody, ProgressAnswer

api = Routes("intake_campaigns", __name__, url_prefix="/intake/api/v1")


@api.get("/campaigns", responses={200: CampaignPage}, summary="Collection campaigns, newest first")
@allow(BOARD, SEES_ALL)
def campaigns(query: Paging) -> CampaignPage:
    return CampaignPage.model_validate(queries.campaigns(session(), query.cursor, query.limit))


@api.post("/campaigns", responses={201: CampaignAnswer}, summary="Ask every board for its portrait, by a deadline")
@allow(Role.MINISTRY, creates=True)
def open_campaign(body: CampaignBody) -> tuple[CampaignAnswer, int]:
    return CampaignAnswer.model_validate(operations.open_collection(session(), body.title, body.deadline)), 201


@api.get("/campaigns/<uuid:id>", responses={200: ProgressAnswer}, summary="Who answered, who never did, whom to remind")
@allow(BOARD, SEES_ALL)
def campaign(path: One) -> ProgressAnswer:
    found = campaign_by_id(session(), path.id)
    at = now()
    return ProgressAnswer.from_progress(queries.progress(session(), scope(), found, at, portrait_days()), at)


@api.put("/campaigns/<uuid:id>/deadline", responses={200: CampaignAnswer}, summary="Move the deadline")
@allow(Role.MINISTRY)
def extend(path: One, body: DeadlineBody) -> CampaignAnswer:
    return CampaignAnswer.model_validate(operations.extend_campaign(session(), path.id, body.deadline))


@api.post("/campaigns/<uuid:id>/remind", responses={200: CampaignAnswer}, summary="Remind who has not answered")
@allow(Role.MINISTRY, creates=True)
def remind(path: One) -> CampaignAnswer:
    return CampaignAnswer.model_validate(operations.remind_boards(session(), path.id))


@api.post("/campaigns/<uuid:id>/close", responses={200: CampaignAnswer}, summary="End the campaign")
@allow(Role.MINISTRY)
def close(path: One) -> CampaignAnswer:
    return CampaignAnswer.model_validate(operations.close_campaign(session(), path.id))
