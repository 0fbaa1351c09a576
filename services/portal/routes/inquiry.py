"""Inquiries for programs: a device's journey, the search, the figures, the log."""

from services.chassis.act import now
from services.chassis.web.edge import edge, person, session
from services.chassis.web.language import render
from services.chassis.web.looks import looked
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.contracts.sees import Sees
from services.portal import queries
from services.portal.address import page_of
from services.portal.queries import chain, figures
from services.portal.queries.search import search
from services.portal.readers import READERS
from services.portal.shapes.figures import Clocks, DeviceCount, Figures, RequestCount
from services.portal.shapes.inquiry import Asked, Device, Found, Held, HeldPage, Journey, Results, Step
from services.portal.shapes.log import After, Gap, Gaps, LogEntry, LogPage
from services.portal.understood import typed

inquiry = Routes("portal_inquiry", __name__, url_prefix="/portal/api/v1")


@inquiry.get("/devices", responses={200: HeldPage}, summary="Every device with its state and its one holder")
@allow(SEES_ALL, sees=Sees.LOANS)
def devices(query: Paging) -> HeldPage:
    found = queries.devices(session(), query.cursor, query.limit)
    return HeldPage(items=[Held.model_validate(one) for one in found.items], next=found.next)


@inquiry.get("/devices/<uuid:id>/journey", responses={200: Journey}, summary="A device, and all that happened to it")
@allow(READERS, sees=Sees.JOURNEYS)
def journey(path: One) -> Journey:
    found = queries.journey(session(), path.id, person().board)
    steps = [Step.model_validate({**vars(step), "detail": step.detail and render(step.detail)}) for step in found.steps]
    return Journey(device=Device.model_validate(found.device), journey=steps)


@inquiry.get("/search", responses={200: Results}, summary="Any serial, tag, carton, number or code, or its beginning")
@allow(READERS, sees=Sees.SEARCHES)
def look_up(query: Asked) -> Results:
    asked = typed(query.q, edge().config["SETTINGS"].makers)
    found = search(session(), asked, person().board)
    looked(about=asked.kinds, found=len(found))
    return Results(
        items=[
            Found(kind=one.kind, text=one.text, subject=one.subject, url=page_of(one.subject, one.kind))
            for one in found
        ]
    )


@inquiry.get("/figures", responses={200: Figures}, summary="Stock and flow")
@allow(SEES_ALL, WAREHOUSE)
def stock_and_flow() -> Figures:
    return Figures(
        devices=[DeviceCount.model_validate(one) for one in figures.devices(session(), None)],
        requests=[RequestCount.model_validate(one) for one in figures.requests(session(), None)],
        clock=Clocks.model_validate(figures.clocks(session(), None, now())),
    )


@inquiry.get("/log", responses={200: LogPage}, summary="The permanent log, entry by entry, with its hashes")
@allow(SEES_ALL, sees=Sees.LOG)
def log(query: After) -> LogPage:
    entries = chain.entries_after(session(), query.after, query.limit)
    more = len(entries) == query.limit
    return LogPage(items=[LogEntry.model_validate(one) for one in entries], next=entries[-1].position if more else None)


@inquiry.get("/log/gaps", responses={200: Gaps}, summary="Subjects of which events are missing in the log")
@allow(SEES_ALL)
def missing() -> Gaps:
    return Gaps(items=[Gap.model_validate(one) for one in queries.gaps(session())])
