"""Routes of counts: opened, scanned, ended, and adjusted by somebody else."""

from uuid import UUID

from flask_openapi import APIBlueprint

from services.chassis.web.edge import session
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.operations import count as operations
from services.warehouse.queries import count as queries
from services.warehouse.shapes.count import CountAnswer, CountQuery, Counts, Found, NewCount, Noted

api = APIBlueprint("warehouse_count_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/counts", responses={201: CountAnswer}, summary="Open a count of a location")
@allow(WAREHOUSE, creates=True)
def open_count(body: NewCount) -> tuple[CountAnswer, int]:
    return CountAnswer.of(operations.open_count(session(), body.location)), 201


@api.get("/counts", responses={200: Counts}, summary="Counts, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_counts(query: CountQuery) -> Counts:
    found = queries.counts(session(), query.state, query.cursor, query.limit)
    return Counts(items=[CountAnswer.of(one) for one in found.items], next=found.next)


@api.get("/counts/<uuid:id>", responses={200: CountAnswer}, summary="A count, and what it comes to once it ended")
@allow(WAREHOUSE, SEES_ALL)
def get_count(path: One) -> CountAnswer:
    return _shown(path.id)


@api.post("/counts/<uuid:id>/found", responses={200: Noted}, summary="Say what was seen at the location")
@allow(WAREHOUSE)
def add_found(path: One, body: Found) -> Noted:
    if body.codes:
        return Noted(noted=operations.add_codes(session(), path.id, body.codes))
    return Noted(noted=operations.add_devices(session(), path.id, body.devices))


@api.post("/counts/<uuid:id>/end", responses={200: CountAnswer}, summary="End a count, and see what it found")
@allow(WAREHOUSE)
def end(path: One) -> CountAnswer:
    operations.end_count(session(), path.id)
    return _shown(path.id)


@api.post("/counts/<uuid:id>/adjust", responses={200: CountAnswer}, summary="Confirm a count that others made")
@allow(Role.WAREHOUSE_MANAGER)
def adjust(path: One) -> CountAnswer:
    operations.adjust_count(session(), path.id)
    return _shown(path.id)


@api.post("/counts/<uuid:id>/discard", responses={200: CountAnswer}, summary="Throw a count away, to count anew")
@allow(WAREHOUSE)
def discard(path: One) -> CountAnswer:
    operations.discard_count(session(), path.id)
    return _shown(path.id)


def _shown(key: UUID) -> CountAnswer:
    found = queries.count(session(), key)
    return CountAnswer.of(found, queries.scanned(session(), key), queries.result(session(), found))
