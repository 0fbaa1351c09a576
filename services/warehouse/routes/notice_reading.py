"""Routes of suppliers' long files: sent at once, read meanwhile, asked how far that is."""

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.notice_reading import queue_notice
from services.warehouse.queries.notice_reading import notice_reading
from services.warehouse.shapes.delivery import DeliveryForm
from services.warehouse.shapes.notice_reading import NoticeReadingAnswer

api = Routes("warehouse_notice_reading_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/notices", responses={202: NoticeReadingAnswer}, summary="Send a supplier's long file, to be read meanwhile")
@allow(WAREHOUSE, creates=True)
def send(form: DeliveryForm) -> tuple[NoticeReadingAnswer, int]:
    return NoticeReadingAnswer.of(queue_notice(session(), form.sent()), None), 202


@api.get("/notices/<uuid:id>", responses={200: NoticeReadingAnswer}, summary="How far the reading of a file is")
@allow(WAREHOUSE, SEES_ALL)
def get_reading(path: One) -> NoticeReadingAnswer:
    return NoticeReadingAnswer.of(*notice_reading(session(), path.id))
