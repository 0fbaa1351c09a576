"""Shipments: lists, one with its packing list, dispatch, delivery, the end of a receipt; voided, released, undone."""

from sqlalchemy.orm import Session

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging, UndoAnswer
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.shipping import operations, queries
from services.shipping.model import Packing, Shipment
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.sent import CloseReceipt, Dispatch, Reason, ShipmentList
from services.shipping.shapes.shown import (
    AddressShown,
    CartonShown,
    Line,
    PackingList,
    ProgressShown,
    ReleasedShown,
    ShipmentLine,
    Shipments,
    ShipmentShown,
    ShipmentWhole,
    StateCount,
)

api = Routes("shipping_shipment_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/shipments", responses={200: Shipments}, summary="Shipments, newest first")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_shipments(query: ShipmentList) -> Shipments:
    page = queries.shipments(session(), scope_of(person()), query.state, query.board, query.cursor, query.limit)
    loads = queries.loads(session(), [one.id for one in page.items])
    numbers = queries.request_numbers(session(), {one.request for one in page.items})
    lines = [_line(one, numbers.get(one.request), loads[one.id]) for one in page.items]
    return Shipments(items=lines, next=page.next)


@api.get("/shipments/<uuid:id>", responses={200: ShipmentWhole}, summary="One shipment")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def get_shipment(path: One) -> ShipmentWhole:
    return _whole(session(), queries.shipment(session(), path.id, scope_of(person())))


@api.get("/shipments/<uuid:id>/devices", responses={200: PackingList}, summary="A shipment's packing list")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_shipment_devices(path: One, query: Paging) -> PackingList:
    page = queries.packing_list(session(), path.id, scope_of(person()), query.cursor, query.limit)
    return PackingList(items=[_packed(line) for line in page.items], next=page.next)


@api.get("/shipments/<uuid:id>/progress", responses={200: ProgressShown}, summary="How far its loading or receipt is")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def get_progress(path: One) -> ProgressShown:
    return ProgressShown.model_validate(queries.progress(session(), path.id, scope_of(person())))


@api.post("/shipments/<uuid:id>/dispatch", responses={200: ShipmentWhole}, summary="Hand a shipment to its carrier")
@allow(WAREHOUSE)
def dispatch(path: One, body: Dispatch) -> ShipmentWhole:
    done = operations.dispatch_shipment(session(), path.id, body.carrier, body.tracking, body.freight_cents)
    return _whole(session(), done)


@api.post("/shipments/<uuid:id>/deliver", responses={200: ShipmentWhole}, summary="A shipment was delivered")
@allow(WAREHOUSE, BOARD)
def deliver(path: One) -> ShipmentWhole:
    return _whole(session(), operations.deliver_shipment(session(), path.id, scope_of(person())))


@api.post("/shipments/<uuid:id>/close-receipt", responses={200: ShipmentWhole}, summary="End a receipt")
@allow(BOARD)
def close_receipt(path: One, body: CloseReceipt) -> ShipmentWhole:
    return _whole(session(), operations.close_receipt(session(), path.id, board_of(person()), body.reason))


@api.post("/shipments/<uuid:id>/void", responses={200: ShipmentWhole}, summary="Give up an undelivered shipment")
@allow(WAREHOUSE)
def void(path: One, body: Reason) -> ShipmentWhole:
    return _whole(session(), operations.void_shipment(session(), path.id, body.reason))


@api.post("/shipments/<uuid:id>/undo", responses={200: ShipmentWhole}, summary="Undo the last step of a shipment")
@allow(WAREHOUSE, BOARD)
def undo(path: One, body: Reason) -> ShipmentWhole:
    scope, role = scope_of(person()), person().role
    return _whole(session(), operations.undo_shipment_step(session(), path.id, scope, role, body.reason))


@api.post("/cartons/<uuid:id>/release", responses={200: ReleasedShown}, summary="Give a carton back to the warehouse")
@allow(WAREHOUSE)
def release(path: One, body: Reason) -> ReleasedShown:
    return ReleasedShown.model_validate(operations.release_carton(session(), path.id, body.reason))


def _line(one: Shipment, request_number: str | None, load: queries.Load) -> ShipmentLine:
    shown = dict(ShipmentShown.model_validate(one))
    counts = {"carton_count": load.cartons, "loaded_count": load.loaded, "device_count": load.devices}
    return ShipmentLine.model_validate({**shown, **counts, "request_number": request_number})


def _whole(session: Session, one: Shipment) -> ShipmentWhole:
    to = queries.destination(session, one.request)
    states = queries.states(session, one.id)
    return ShipmentWhole.model_validate(
        {
            **dict(ShipmentShown.model_validate(one)),
            "request_number": to and to.number,
            "address": to and AddressShown.model_validate(to),
            "cartons": [CartonShown.model_validate(carton) for carton in one.cartons],
            "checked": one.checked,
            "undo": UndoAnswer.of(queries.shipment_undo(session, one, person().role)),
            "voided_cartons": one.voided_cartons or [],
            "devices": [StateCount(state=state, devices=count) for state, count in states.items()],
        }
    )


def _packed(line: Packing) -> Line:
    device = line.device
    return Line(
        id=device.id,
        maker=device.maker,
        serial=device.serial,
        model=device.model,
        type=device.type,
        asset_tag=device.asset_tag,
        carton=line.carton.code,
        state=line.state,
    )
