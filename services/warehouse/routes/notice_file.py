"""Routes of the files of suppliers' notices: listed, reported on, downloaded as they came."""

from flask import Response

from services.chassis.web.edge import session
from services.chassis.web.language import render
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging, file_of
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.queries import notice_file as queries
from services.warehouse.shapes.notice_file import AS_IT_CAME, NoticeFileAnswer, NoticeFiles, NoticeReport, to_be_saved

api = Routes("warehouse_notice_file_api", __name__, url_prefix="/warehouse/api/v1")


@api.get("/notice-files", responses={200: NoticeFiles}, summary="Files of suppliers' notices, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_notice_files(query: Paging) -> NoticeFiles:
    found = queries.notice_files(session(), query.cursor, query.limit)
    return NoticeFiles(items=[NoticeFileAnswer.model_validate(one) for one in found.items], next=found.next)


@api.get("/notice-files/<uuid:id>", responses={200: file_of(AS_IT_CAME)}, summary="The file as it came, to be saved")
@allow(WAREHOUSE, SEES_ALL)
def download(path: One) -> Response:
    return to_be_saved(queries.notice_file(session(), path.id))


@api.get("/notice-files/<uuid:id>/report", responses={200: NoticeReport}, summary="What is wrong with the file")
@allow(WAREHOUSE, SEES_ALL)
def get_report(path: One) -> NoticeReport:
    return NoticeReport.of(queries.notice_file(session(), path.id), render)
