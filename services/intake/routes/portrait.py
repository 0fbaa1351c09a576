"""Routes of needs portraits and the needs that follow from them."""

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import Paging
from services.contracts.roles import BOARD, SEES_ALL
from services.contracts.values import BoardCode
from services.intake.model.portrait import Portrait
from services.intake.operations import portrait as operations
from services.intake.queries import portrait as queries
from services.intake.scope import scope
from services.intake.shapes.board import OneBoard
from services.intake.shapes.portrait import (
    ChangeAnswer,
    Needs,
    PortraitAnswer,
    PortraitBody,
    PortraitCreated,
    PortraitFile,
    PortraitPage,
    VersionAnswer,
)

api = Routes("intake_portraits", __name__, url_prefix="/intake/api/v1")


@api.post("/boards/<code>/portraits", responses={201: PortraitCreated}, summary="Give a new version of the portrait")
@allow(BOARD, creates=True)
def update_portrait(path: OneBoard, body: PortraitBody) -> tuple[PortraitCreated, int]:
    made = operations.update_portrait(session(), scope(), path.code, body.weekly_capacity, body.stated())
    return _created(made, path.code), 201


@api.post(
    "/boards/<code>/portraits/import",
    responses={201: PortraitCreated},
    summary="Give a new version as a spreadsheet, CSV or XLSX; one fault, and nothing is kept",
)
@allow(BOARD, creates=True)
def import_portrait(path: OneBoard, form: PortraitFile) -> tuple[PortraitCreated, int]:
    return _created(operations.import_portrait(session(), scope(), path.code, form.file.read()), path.code), 201


@api.get("/boards/<code>/portraits", responses={200: PortraitPage}, summary="All versions with their changes")
@allow(BOARD, SEES_ALL)
def versions(path: OneBoard, query: Paging) -> PortraitPage:
    found = queries.versions(session(), scope(), path.code, query.cursor, query.limit)
    items = [
        VersionAnswer(
            **dict(PortraitAnswer.model_validate(one.portrait)),
            changes=[ChangeAnswer.model_validate(change) for change in one.changes],
        )
        for one in found.items
    ]
    return PortraitPage(items=items, next=found.next)


@api.get("/boards/<code>/need", responses={200: Needs}, summary="Need, cover and unmet need by type")
@allow(BOARD, SEES_ALL)
def need(path: OneBoard) -> Needs:
    return Needs.model_validate(queries.needs(session(), scope(), path.code), from_attributes=True)


def _created(portrait: Portrait, code: BoardCode) -> PortraitCreated:
    need = Needs.model_validate(queries.needs(session(), code, code), from_attributes=True).root
    return PortraitCreated(id=portrait.id, board=portrait.board, version=portrait.version, need=need)
