"""Pages of the files of suppliers' notices: all that came, what is wrong with one, and the file itself."""

from uuid import UUID

from flask import Blueprint, Response

from services.chassis.sheet.writing import Format
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import session
from services.chassis.web.language import render
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.model.asn import MOST_FAULTS
from services.warehouse.model.asn_place import words
from services.warehouse.model.notice_file import NOT_KEPT
from services.warehouse.pages import received_file
from services.warehouse.pages.show import asked, show
from services.warehouse.queries import notice_file as queries
from services.warehouse.shapes.notice_file import is_judged, to_be_saved

pages = Blueprint("warehouse_notice_file_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def newest_files() -> str:
    """The newest files: what is shown where the address cannot be read, under the reason."""
    return _files(Paging())


@pages.get("/notice-files")
@form_of(newest_files)
@allow(WAREHOUSE, SEES_ALL)
def notice_files() -> str:
    return _files(asked(Paging))


@pages.get("/notice-files/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def notice_file(key: UUID) -> str:
    file = queries.notice_file(session(), key)
    faults = [(render(words(one.pointer)), render(one.detail)) for one in file.told_faults()[:MOST_FAULTS]]
    return show("notice_file", file=file, faults=faults, not_kept=NOT_KEPT, withheld=file.withheld(is_judged()))


@pages.get("/notice-files/<uuid:key>/download")
@allow(WAREHOUSE, SEES_ALL)
def download(key: UUID) -> Response:
    return to_be_saved(queries.notice_file(session(), key))


@pages.get("/notice-files/<uuid:key>/report.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def report(key: UUID, kind: str) -> Response:
    file = queries.notice_file(session(), key)
    return saved_sheets(Format(kind), f"erreurs-{file.sha256[:8]}", received_file.faults(file))


def _files(paging: Paging) -> str:
    return show("notice_files", files=queries.notice_files(session(), paging.cursor, paging.limit))
