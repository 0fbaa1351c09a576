"""Pages of what is aside or gone and for how long, of repairs that ended, and of the documents, also on paper."""

from uuid import UUID

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from scanner.labels import document_label
from services.chassis.web.barcode import barcode
from services.chassis.web.edge import session
from services.chassis.web.listing import saved_list
from services.chassis.web.printing import Printing, file_of
from services.chassis.web.rule import allow, form_of
from services.contracts.care import METHODS, PAPERS
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.paper import open_paper
from services.warehouse.pages.care_list import ASIDE, REPAIRS
from services.warehouse.pages.paper_list import DOCUMENTS
from services.warehouse.pages.show import asked, form, show
from services.warehouse.queries import paper as papers
from services.warehouse.shapes.care import AsideQuery, AsideState, DoneQuery, NewPaper, PaperQuery

pages = Blueprint("warehouse_care_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


def in_quarantine() -> str:
    """What is in quarantine: what is shown where the address cannot be read, under the reason."""
    return _aside(AsideQuery())


@pages.get("/care")
@form_of(in_quarantine)
@allow(WAREHOUSE, SEES_ALL)
def aside() -> str:
    return _aside(asked(AsideQuery))


@pages.get("/care.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def aside_file(kind: str) -> Response:
    return saved_list(ASIDE, kind)


@pages.get("/care/repairs")
@form_of(in_quarantine)
@allow(WAREHOUSE, SEES_ALL)
def repairs() -> str:
    query = asked(DoneQuery)
    return show("repairs", done=REPAIRS.read(query, query.cursor, query.limit))


@pages.get("/care/repairs.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def repairs_file(kind: str) -> Response:
    return saved_list(REPAIRS, kind)


def newest_papers() -> str:
    """The newest documents: what is shown where the address or the form cannot be read, under the reason."""
    return _papers(PaperQuery())


@pages.get("/papers")
@form_of(newest_papers)
@allow(WAREHOUSE, SEES_ALL)
def all_papers() -> str:
    return _papers(asked(PaperQuery))


@pages.get("/papers.<any(csv,xlsx):kind>")
@allow(WAREHOUSE, SEES_ALL)
def papers_file(kind: str) -> Response:
    return saved_list(DOCUMENTS, kind)


@pages.post("/papers/open")
@form_of(newest_papers)
@allow(WAREHOUSE, creates=True)
def make_paper() -> ResponseReturnValue:
    said = form(NewPaper)
    return redirect(url_for(".paper", key=open_paper(session(), said.kind, **said.said()).id), 303)


@pages.get("/papers/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def paper(key: UUID) -> str:
    return show("paper", paper=papers.paper(session(), key), devices=papers.devices_of(session(), key))


@pages.get("/papers/<uuid:key>/print")
@allow(WAREHOUSE, SEES_ALL)
def on_paper(key: UUID) -> str:
    found = papers.paper(session(), key)
    return show("paper_print", paper=found, devices=papers.devices_of(session(), key), bars=barcode(found.number))


@pages.get("/papers/<uuid:key>/labels")
@form_of(paper)
@allow(WAREHOUSE)
def label(key: UUID) -> Response:
    found = papers.paper(session(), key)
    return file_of([document_label(found.number, found.number)], asked(Printing), found.number)


def _aside(query: AsideQuery) -> str:
    found = ASIDE.read(query, query.cursor, query.limit)
    return show("aside", aside=found, chosen=query.state, states=list(AsideState))


def _papers(query: PaperQuery) -> str:
    found = DOCUMENTS.read(query, query.cursor, query.limit)
    return show("papers", papers=found, kinds=PAPERS, methods=METHODS)
