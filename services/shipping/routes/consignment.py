"""Shipments put together: made, joined, set apart, dispatched and delivered as one."""

from sqlalchemy.orm import Session

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.contracts.values import BoardCode
from services.shipping import operations, queries
from services.shipping.model import Consignment
from services.shipping.scope import scope_of
from services.shipping.shapes.sent import Dispatch
from services.shipping.shapes.shown import ShipmentShown
from services.shipping.shapes.together import ConsignmentShown, Together

api = Routes("shipping_consignment_api", __name__, url_prefix="/shipping/api/v1")


@api.post(
    "/consignments", responses={201: ConsignmentShown}, summary="Have ready shipments to one address leave as one"
)
@allow(WAREHOUSE, creates=True)
def put_together(body: Together) -> tuple[ConsignmentShown, int]:
    return _shown(session(), operations.put_together(session(), body.shipments)), 201


@api.get("/consignments/<uuid:id>", responses={200: ConsignmentShown}, summary="Shipments that leave as one")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def get_consignment(path: One) -> ConsignmentShown:
    found, _ = queries.consignment(session(), path.id, scope_of(person()))
    return _shown(session(), found)


@api.post("/consignments/<uuid:id>/join", responses={200: ConsignmentShown}, summary="Put further shipments with these")
@allow(WAREHOUSE)
def join(path: One, body: Together) -> ConsignmentShown:
    return _shown(session(), operations.join(session(), path.id, body.shipments))


@api.post(
    "/consignments/<uuid:id>/apart", responses={200: ConsignmentShown}, summary="Have shipments leave alone again"
)
@allow(WAREHOUSE)
def set_apart(path: One, body: Together) -> ConsignmentShown:
    return _shown(session(), operations.set_apart(session(), path.id, body.shipments))


@api.post("/consignments/<uuid:id>/dispatch", responses={200: ConsignmentShown}, summary="Hand all to one carrier")
@allow(WAREHOUSE)
def dispatch(path: One, body: Dispatch) -> ConsignmentShown:
    done = operations.dispatch_consignment(session(), path.id, body.carrier, body.tracking, body.freight_cents)
    return _shown(session(), done)


@api.post("/consignments/<uuid:id>/deliver", responses={200: ConsignmentShown}, summary="All of it was delivered")
@allow(WAREHOUSE, BOARD)
def deliver(path: One) -> ConsignmentShown:
    return _shown(session(), operations.deliver_consignment(session(), path.id, scope_of(person())))


def _shown(session: Session, one: Consignment) -> ConsignmentShown:
    session.flush()
    _, shipments = queries.consignment(session, one.id, BoardCode(one.board))
    lines = [ShipmentShown.model_validate(each) for each in shipments]
    return ConsignmentShown(id=one.id, number=one.number, board=one.board, version=one.version, shipments=lines)
