"""Routes of what boards can configure a week, as declared and as done."""

from services.chassis.act import now
from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.contracts.roles import BOARD, SEES_ALL
from services.intake.queries import capacity as queries
from services.intake.scope import scope
from services.intake.shapes.board import OneBoard
from services.intake.shapes.capacity import Capacities, CapacityAnswer, WeeksQuery

api = Routes("intake_capacities", __name__, url_prefix="/intake/api/v1")


@api.get("/capacity", responses={200: Capacities}, summary="What each board configures a week, declared and done")
@allow(SEES_ALL)
def capacities(query: WeeksQuery) -> Capacities:
    found = queries.capacities(session(), None, now(), query.weeks)
    return Capacities([CapacityAnswer.of(one) for one in found])


@api.get("/boards/<code>/capacity", responses={200: CapacityAnswer}, summary="What a board configures a week")
@allow(BOARD, SEES_ALL)
def capacity(path: OneBoard, query: WeeksQuery) -> CapacityAnswer:
    return CapacityAnswer.of(queries.capacity(session(), scope(), path.code, now(), query.weeks))
