"""Routes of what is aside, what was done to devices and why; and of the documents that prove it."""

from services.chassis.web.edge import session
from services.chassis.web.language import render
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.care import REASONS
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.model.life import DeviceState
from services.warehouse.operations.paper import open_paper
from services.warehouse.queries import care as queries
from services.warehouse.queries import paper as papers
from services.warehouse.shapes.care import (
    AsideAnswer,
    AsideList,
    AsideQuery,
    DoneAnswer,
    DoneList,
    DoneQuery,
    NewPaper,
    PaperAnswer,
    PaperDetail,
    PaperList,
    PaperQuery,
    ProvedDevice,
    ReasonAnswer,
    ReasonList,
)

api = Routes("warehouse_care_api", __name__, url_prefix="/warehouse/api/v1")


@api.get("/care", responses={200: AsideList}, summary="Devices that are aside or gone, those longest so first")
@allow(WAREHOUSE, SEES_ALL)
def get_aside(query: AsideQuery) -> AsideList:
    found = queries.aside(session(), DeviceState(query.state.value), query.cursor, query.limit)
    return AsideList(items=[AsideAnswer.of(one) for one in found.items], next=found.next)


@api.get("/care/done", responses={200: DoneList}, summary="What was done, repairs with how they ended, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_done(query: DoneQuery) -> DoneList:
    found = queries.done(session(), query.act, query.cursor, query.limit)
    return DoneList(items=[DoneAnswer.of(one) for one in found.items], next=found.next)


@api.get("/care/reasons", responses={200: ReasonList}, summary="The reasons that may be given")
@allow(WAREHOUSE, SEES_ALL)
def get_reasons() -> ReasonList:
    found = [
        ReasonAnswer(
            code=one.code,
            words=render(one.words),
            acts=sorted(one.acts),
            valid_from=one.valid_from,
            valid_to=one.valid_to,
        )
        for one in REASONS.values()
    ]
    return ReasonList(items=found)


@api.post("/papers", responses={201: PaperAnswer}, summary="Open a document, before the steps that name it")
@allow(WAREHOUSE, creates=True)
def make_paper(body: NewPaper) -> tuple[PaperAnswer, int]:
    return PaperAnswer.model_validate(open_paper(session(), body.kind, **body.said())), 201


@api.get("/papers", responses={200: PaperList}, summary="Documents, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_papers(query: PaperQuery) -> PaperList:
    found = papers.papers(session(), query.kind, query.cursor, query.limit)
    return PaperList(items=[PaperAnswer.model_validate(one) for one in found.items], next=found.next)


@api.get("/papers/<uuid:id>", responses={200: PaperDetail}, summary="A document, and the devices that it is about")
@allow(WAREHOUSE, SEES_ALL)
def get_paper(path: One) -> PaperDetail:
    found = papers.paper(session(), path.id)
    devices = [
        ProvedDevice(device=one.id, maker=one.maker, serial=one.serial, model=one.model, asset_tag=one.asset_tag)
        for one in papers.devices_of(session(), path.id)
    ]
    return PaperDetail(**dict(PaperAnswer.model_validate(found)), devices=devices)
