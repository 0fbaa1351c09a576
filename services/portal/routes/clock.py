"""The clock for programs: its figures, the requests that they are counted over, and the forecast."""

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import Paging
from services.portal.model.target import targets
from services.portal.queries import clock as queries
from services.portal.queries.forecast import outlook
from services.portal.readers import CLOCK
from services.portal.shapes.clock import Clock, DeviceTimes, Outlooks, RequestTimes, Target, TimedRequest, TimedRequests

clock = Routes("portal_clock", __name__, url_prefix="/portal/api/v1")


@clock.get("/clock", responses={200: Clock}, summary="How long each stage took: mean, median, 90th percentile")
@allow(CLOCK)
def figures() -> Clock:
    return Clock(
        targets=[Target.model_validate(one) for one in targets()],
        requests=RequestTimes.model_validate(queries.times(session(), person().board)),
        devices=DeviceTimes.model_validate(queries.device_times(session(), person().board)),
    )


@clock.get("/clock/requests", responses={200: TimedRequests}, summary="Each request's stages in seconds, and pauses")
@allow(CLOCK)
def requests(query: Paging) -> TimedRequests:
    found = queries.requests(session(), person().board, query.cursor, query.limit)
    return TimedRequests(items=[TimedRequest.of(one) for one in found.items], next=found.next)


@clock.get("/clock/forecast", responses={200: Outlooks}, summary="What runs, when it is likely delivered, what is late")
@allow(CLOCK)
def forecast() -> Outlooks:
    return Outlooks.of(outlook(session(), person().board, now()))
