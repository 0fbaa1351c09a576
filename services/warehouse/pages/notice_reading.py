"""The page of a supplier's long file while it is read; once it is, the report of it."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.contracts.places import RENEW_API
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.pages.show import show
from services.warehouse.queries import notice_reading as queries
from services.warehouse.shapes.notice_reading import NoticeReadingAnswer

pages = Blueprint("warehouse_notice_reading_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/notices/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def notice_reading(key: UUID) -> ResponseReturnValue:
    reading, file = queries.notice_reading(session(), key)
    if file:
        return redirect(url_for("warehouse_notice_file_pages.notice_file", key=file.id), 303)
    answer = NoticeReadingAnswer.of(reading, file)
    return show("notice_reading", reading=reading, answer=answer, at=now(), renew=RENEW_API)
