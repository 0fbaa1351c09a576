"""Carriers and their trips: planned, handed a manifest, left, delivered stop by stop or by the carrier's own file."""

from flask import Response
from sqlalchemy.orm import Session

from services.chassis.sheet.writing import TYPES
from services.chassis.web.download import saved_sheets
from services.chassis.web.edge import person, session
from services.chassis.web.language import render
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, file_of
from services.contracts.roles import WAREHOUSE, Role
from services.shipping import operations, queries
from services.shipping.carriers import CARRIERS
from services.shipping.manifest import manifest_of
from services.shipping.model import Trip
from services.shipping.operations.answer import RowReport
from services.shipping.shapes.shown import ShipmentShown
from services.shipping.shapes.together import (
    AnswerFile,
    AnswerReport,
    Carriers,
    CarrierShown,
    Left,
    Manifest,
    RowShown,
    ShipmentOf,
    Signed,
    StopOf,
    StopShown,
    TripPlan,
    TripShown,
)

api = Routes("shipping_trip_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/carriers", responses={200: Carriers}, summary="The carriers, and with which the caller may send")
@allow(WAREHOUSE, Role.MINISTRY)
def list_carriers() -> Carriers:
    role = person().role
    items = [
        CarrierShown(code=one.code, name=render(one.name), drives=one.drives, may_send=role in one.roles)
        for one in CARRIERS.values()
    ]
    return Carriers(items=items)


@api.post("/trips", responses={201: TripShown}, summary="Plan a carrier's trip over ready shipments")
@allow(WAREHOUSE, creates=True)
def plan(body: TripPlan) -> tuple[TripShown, int]:
    made = operations.plan_trip(session(), person().role, body.carrier, body.shipments, body.day, body.driver)
    return _shown(session(), made), 201


@api.get("/trips/<uuid:id>", responses={200: TripShown}, summary="A trip with its stops")
@allow(WAREHOUSE, Role.MINISTRY)
def get_trip(path: One) -> TripShown:
    found, _ = queries.trip(session(), path.id)
    return _shown(session(), found)


@api.get(
    "/trips/<uuid:id>/manifest",
    responses={200: file_of(*TYPES.values())},
    summary="What the carrier is handed, in its own columns",
)
@allow(WAREHOUSE)
def manifest(path: One, query: Manifest) -> Response:
    name, sheet = manifest_of(session(), path.id)
    return saved_sheets(query.format, name, sheet)


@api.post("/trips/<uuid:id>/shipments/<uuid:shipment>/drop", responses={200: TripShown}, summary="Leave it at the dock")
@allow(WAREHOUSE)
def drop(path: ShipmentOf) -> TripShown:
    return _shown(session(), operations.drop_shipment(session(), path.id, path.shipment))


@api.post("/trips/<uuid:id>/leave", responses={200: TripShown}, summary="Our own van leaves")
@allow(WAREHOUSE)
def leave(path: One, body: Left) -> TripShown:
    return _shown(session(), operations.leave(session(), person().role, path.id, body.freight_cents))


@api.post("/trips/<uuid:id>/stops/<int:stop>/deliver", responses={200: TripShown}, summary="Delivered at the door")
@allow(WAREHOUSE)
def deliver(path: StopOf, body: Signed) -> TripShown:
    role = person().role
    return _shown(session(), operations.deliver_stop(session(), role, path.id, path.stop, body.received_by, body.at))


@api.post("/trips/<uuid:id>/answer", responses={200: AnswerReport}, summary="Read the carrier's own file")
@allow(WAREHOUSE, repeatable=True)
def answer(path: One, form: AnswerFile) -> AnswerReport:
    rows = operations.read_answer(session(), person().role, path.id, form.file.read())
    return AnswerReport(rows=[_row(one) for one in rows])


def _row(one: RowReport) -> RowShown:
    return RowShown(row=one.row, reference=one.reference, outcome=one.outcome, why=render(one.why) if one.why else None)


def _shown(session: Session, one: Trip) -> TripShown:
    session.flush()
    _, shipments = queries.trip(session, one.id)
    return TripShown(
        id=one.id,
        number=one.number,
        carrier=one.carrier,
        day=one.day,
        driver=one.driver,
        version=one.version,
        stops=[StopShown.model_validate(each) for each in queries.parcels(session, shipments)],
        shipments=[ShipmentShown.model_validate(each) for each in shipments],
    )
