"""Routes of needs portraits and the needs that follow from them."""

from flask_openapi import APIBlueprint

from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.chassis.web.shapes import Paging
from services.contracts.roles import BOARD, SEES_ALL
from services.intake.operations import portrait as operations
from services.intake.queries import portrait as queries
from services.intake.scope import scope
from services.intake.shapes.board import OneBoard
from services.intake.shapes.portrait import Needs, PortraitBody, PortraitCreated, PortraitPage

api = APIBlueprint("intake_portraits", __name__, url_prefix="/intake/api/v1")


@api.post("/boards/<code>/portraits", responses={201: PortraitCreated}, summary="Give a new version of the portrait")
@allow(BOARD, creates=True)
def update_portrait(path: OneBoard, body: PortraitBody) -> tuple[PortraitCreated, int]:
    bound = scope()
    portrait = operations.update_portrait(session(), bound, path.code, body.weekly_capacity, body.stated())
    need = Needs.model_validate(queries.needs(session(), bound, path.code), from_attributes=True).root
    return PortraitCreated(id=portrait.id, board=portrait.board, version=portrait.version, need=need), 201


@api.get("/boards/<code>/portraits", responses={200: PortraitPage}, summary="All versions, newest first")
@allow(BOARD, SEES_ALL)
def versions(path: OneBoard, query: Paging) -> PortraitPage:
    found = queries.versions(session(), scope(), path.code, query.cursor, query.limit)
    return PortraitPage.model_validate(found)


@api.get("/boards/<code>/need", responses={200: Needs}, summary="Need, cover and unmet need by type")
@allow(BOARD, SEES_ALL)
def need(path: OneBoard) -> Needs:
    return Needs.model_validate(queries.needs(session(), scope(), path.code), from_attributes=True)
