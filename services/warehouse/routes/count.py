"""Routes of counts: opened, scanned, ended, and adjusted by somebody else."""

from uuid import UUID

from services.chassis.web.edge import session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.operations import count as operations
from services.warehouse.operations import counting
from services.warehouse.operations.adjustment import adjust_count
from services.warehouse.queries import accuracy as accuracies
from services.warehouse.queries import count as queries
from services.warehouse.queries.count_plan import plan as plan_counts
from services.warehouse.shapes.count import Adjustment, CountAnswer, CountQuery, Counts, Found, NewCount, Noted, Recount
from services.warehouse.shapes.count_plan import AccuracyAnswer, AccuracyQuery, PlanAnswer, PlanQuery

api = Routes("warehouse_count_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/counts", responses={201: CountAnswer}, summary="Open a count of a location or a zone")
@allow(WAREHOUSE, creates=True)
def open_count(body: NewCount) -> tuple[CountAnswer, int]:
    return CountAnswer.of(operations.open_count(session(), body.place)), 201


@api.get("/counts", responses={200: Counts}, summary="Counts, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_counts(query: CountQuery) -> Counts:
    found = queries.counts(session(), query.state, query.cursor, query.limit)
    return Counts(items=[CountAnswer.of(one) for one in found.items], next=found.next)


@api.get("/counts/plan", responses={200: PlanAnswer}, summary="What is to be counted next, and how much was")
@allow(WAREHOUSE, SEES_ALL)
def get_plan(query: PlanQuery) -> PlanAnswer:
    return PlanAnswer.model_validate(plan_counts(session(), query.days, query.limit))


@api.get("/counts/accuracy", responses={200: AccuracyAnswer}, summary="How right the records were, week by week")
@allow(WAREHOUSE, SEES_ALL)
def get_accuracy(query: AccuracyQuery) -> AccuracyAnswer:
    return AccuracyAnswer.model_validate({"items": accuracies.accuracy(session(), query.by, query.weeks)})


@api.get("/counts/<uuid:id>", responses={200: CountAnswer}, summary="A count, and what it comes to once it ended")
@allow(WAREHOUSE, SEES_ALL)
def get_count(path: One) -> CountAnswer:
    return _shown(path.id)


@api.post("/counts/<uuid:id>/found", responses={200: Noted}, summary="Say what was seen at the location")
@allow(WAREHOUSE)
def add_found(path: One, body: Found) -> Noted:
    if body.codes:
        return Noted(noted=counting.add_codes(session(), path.id, body.codes, body.location))
    return Noted(noted=counting.add_devices(session(), path.id, body.devices, body.location))


@api.post("/counts/<uuid:id>/recount", responses={200: CountAnswer}, summary="Have a place of it counted once more")
@allow(WAREHOUSE)
def recount(path: One, body: Recount) -> CountAnswer:
    operations.recount(session(), path.id, body.location)
    return _shown(path.id)


@api.post("/counts/<uuid:id>/end", responses={200: CountAnswer}, summary="End a count, and see what it found")
@allow(WAREHOUSE)
def end(path: One) -> CountAnswer:
    operations.end_count(session(), path.id)
    return _shown(path.id)


@api.post("/counts/<uuid:id>/adjust", responses={200: CountAnswer}, summary="Confirm a count that others made")
@allow(Role.WAREHOUSE_MANAGER)
def adjust(path: One, body: Adjustment) -> CountAnswer:
    adjust_count(session(), path.id, body.reason, body.devices)
    return _shown(path.id)


@api.post("/counts/<uuid:id>/discard", responses={200: CountAnswer}, summary="Throw a count away, to count anew")
@allow(WAREHOUSE)
def discard(path: One) -> CountAnswer:
    operations.discard_count(session(), path.id)
    return _shown(path.id)


def _shown(key: UUID) -> CountAnswer:
    found = queries.count(session(), key)
    return CountAnswer.of(found, queries.scanned(session(), key), queries.result(session(), found))
