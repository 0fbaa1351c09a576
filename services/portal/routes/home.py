"""What waits, for programs: the lines of the caller's home, and every thing that waits for somebody."""

from services.chassis.act import now
from services.chassis.web.edge import edge, person, session
from services.chassis.web.language import render
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import EVERYONE, SEES_ALL
from services.portal import queries
from services.portal.desk import matters_of
from services.portal.queries.home import Reader, waiting
from services.portal.shapes.home import AfterSubject, Home, HomeLine, Waiting, WaitingPage

home = Routes("portal_home", __name__, url_prefix="/portal/api/v1")


@home.get("/home", responses={200: Home}, summary="What waits for the caller now")
@allow(EVERYONE)
def start() -> Home:
    days, matters = edge().config["SETTINGS"].portrait_days, matters_of(person().role)
    found = waiting(session(), matters, Reader(person().actor, person().board), days, now())
    return Home(
        items=[
            HomeLine(title=render(one.matter.title), count=one.count, oldest=one.oldest, url=one.matter.path)
            for one in found
        ]
    )


@home.get("/waits", responses={200: WaitingPage}, summary="Every thing that waits for somebody, with its task")
@allow(SEES_ALL)
def everything(query: AfterSubject) -> WaitingPage:
    found = queries.waits(session(), query.cursor, query.limit)
    items = [Waiting.model_validate(one) for one in found]
    return WaitingPage(items=items, next=items[-1].subject if len(items) == query.limit else None)
