"""A week for programs: by day, by board, its clock."""

from services.chassis.act import now
from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.portal.queries.week import week as read_week
from services.portal.readers import CLOCK
from services.portal.shapes.week import WeekAnswer, WeekQuery

week = Routes("portal_week", __name__, url_prefix="/portal/api/v1")


@week.get("/week", responses={200: WeekAnswer}, summary="Seven days: what came, left, arrived and was put to use")
@allow(CLOCK)
def one_week(query: WeekQuery) -> WeekAnswer:
    return WeekAnswer.of(read_week(session(), person().board, query.begins(now())))
