"""Routes of the picture of all boards' needs on any day, and of the portraits as spreadsheets."""

from flask import Response

from services.chassis.act import now
from services.chassis.sheet.writing import TYPES
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import file_of
from services.contracts.roles import BOARD, SEES_ALL
from services.intake.download import saved_portraits
from services.intake.model.board import known_board
from services.intake.model.calendar import day_of
from services.intake.queries.met import Overview
from services.intake.queries.picture import picture
from services.intake.queries.weeks_met import weeks_met
from services.intake.scope import portrait_days, scope
from services.intake.shapes.board import OneBoard
from services.intake.shapes.met import OverviewAnswer, PictureQuery
from services.intake.shapes.picture import ExportQuery, OnDay, PictureAnswer

api = Routes("intake_picture", __name__, url_prefix="/intake/api/v1")


@api.get("/portraits", responses={200: PictureAnswer}, summary="All boards, by region and in all, as any day ended")
@allow(SEES_ALL)
def all_portraits(query: OnDay) -> PictureAnswer:
    return PictureAnswer.of(picture(session(), now(), portrait_days(), query.on))


@api.get("/picture", responses={200: OverviewAnswer}, summary="How far needs are met, ranked, and week by week")
@allow(SEES_ALL)
def one_picture(query: PictureQuery) -> OverviewAnswer:
    found = Overview(picture(session(), now(), portrait_days(), query.on), query.focus(), query.rank)
    return OverviewAnswer.of(found, weeks_met(session(), found, day_of(now())))


@api.get(
    "/portraits/export",
    responses={200: file_of(*TYPES.values())},
    summary="All boards' portraits as a spreadsheet, as any day ended",
)
@allow(SEES_ALL)
def export_all(query: ExportQuery) -> Response:
    return saved_portraits(query, None)


@api.get(
    "/boards/<code>/portraits/export",
    responses={200: file_of(*TYPES.values())},
    summary="A board's portrait as a spreadsheet, to be filled in and sent back",
)
@allow(BOARD, SEES_ALL)
def export(path: OneBoard, query: ExportQuery) -> Response:
    return saved_portraits(query, known_board(path.code, scope()).code)
