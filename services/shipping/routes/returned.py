"""Return shipments: the list, one, its devices; handed to a carrier, closed with what was missing, reopened."""

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging, UndoAnswer
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.shipping import operations, queries
from services.shipping.model import ReturnShipment
from services.shipping.returns_now import standing
from services.shipping.scope import board_of, scope_of
from services.shipping.shapes.returned import (
    CloseReturn,
    DispatchReturn,
    ReturnedDevice,
    ReturnedDevices,
    ReturnList,
    Returns,
    ReturnShown,
    ReturnWhole,
    Unlisted,
)
from services.shipping.shapes.sent import Reason

api = Routes("shipping_return_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/returns", responses={200: Returns}, summary="Return shipments, newest first")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_returns(query: ReturnList) -> Returns:
    page = queries.returns(session(), scope_of(person()), query.board, query.stage, query.cursor, query.limit)
    return Returns(items=[ReturnShown.of(one) for one in standing(page.items)], next=page.next)


@api.get("/returns/<uuid:id>", responses={200: ReturnWhole}, summary="One return shipment")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def get_return(path: One) -> ReturnWhole:
    return _whole(queries.return_shipment(session(), path.id, scope_of(person())))


@api.get("/returns/<uuid:id>/devices", responses={200: ReturnedDevices}, summary="The devices of a return shipment")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_returned_devices(path: One, query: Paging) -> ReturnedDevices:
    queries.return_shipment(session(), path.id, scope_of(person()))
    page = queries.returned_devices(session(), path.id, query.cursor, query.limit)
    return ReturnedDevices(items=[ReturnedDevice.model_validate(one) for one in page.items], next=page.next)


@api.get("/returns/<uuid:id>/unlisted", responses={200: Unlisted}, summary="What came meanwhile and is on no list")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_unlisted(path: One) -> Unlisted:
    found = queries.unlisted(session(), queries.return_shipment(session(), path.id, scope_of(person())))
    return Unlisted(items=[ReturnedDevice.model_validate(one) for one in found])


@api.post("/returns/<uuid:id>/carrier", responses={200: ReturnWhole}, summary="With which carrier a return travels")
@allow(BOARD)
def dispatch(path: One, body: DispatchReturn) -> ReturnWhole:
    board = board_of(person())
    return _whole(operations.dispatch_return(session(), board, path.id, body.carrier, body.tracking))


@api.post("/returns/<uuid:id>/close", responses={200: ReturnWhole}, summary="The boxes of a return are emptied")
@allow(WAREHOUSE)
def close(path: One, body: CloseReturn) -> ReturnWhole:
    return _whole(operations.close_return(session(), path.id, body.reason))


@api.post("/returns/<uuid:id>/undo", responses={200: ReturnWhole}, summary="Undo the closing of a return")
@allow(WAREHOUSE)
def undo(path: One, body: Reason) -> ReturnWhole:
    return _whole(operations.reopen_return(session(), path.id, body.reason))


def _whole(found: ReturnShipment) -> ReturnWhole:
    (line,) = standing([found])
    told = dict(ReturnShown.of(line)) | {"undo": UndoAnswer.of(queries.return_undo(session(), found))}
    return ReturnWhole.model_validate(told)
