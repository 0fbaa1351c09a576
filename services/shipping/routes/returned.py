"""Return shipments: the list, one, and its devices, each received already or still expected."""

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import BOARD, SEES_ALL, WAREHOUSE
from services.shipping import queries
from services.shipping.model import ReturnShipment
from services.shipping.scope import scope_of
from services.shipping.shapes.returned import ReturnedDevice, ReturnedDevices, ReturnList, Returns, ReturnShown

api = Routes("shipping_return_api", __name__, url_prefix="/shipping/api/v1")


@api.get("/returns", responses={200: Returns}, summary="Return shipments, newest first")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_returns(query: ReturnList) -> Returns:
    page = queries.returns(session(), scope_of(person()), query.board, query.cursor, query.limit)
    inside = queries.contents(session(), [one.id for one in page.items])
    return Returns(items=[_shown(one, inside[one.id]) for one in page.items], next=page.next)


@api.get("/returns/<uuid:id>", responses={200: ReturnShown}, summary="One return shipment")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def get_return(path: One) -> ReturnShown:
    found = queries.return_shipment(session(), path.id, scope_of(person()))
    return _shown(found, queries.contents(session(), [path.id])[path.id])


@api.get("/returns/<uuid:id>/devices", responses={200: ReturnedDevices}, summary="The devices of a return shipment")
@allow(BOARD, WAREHOUSE, SEES_ALL)
def list_returned_devices(path: One, query: Paging) -> ReturnedDevices:
    queries.return_shipment(session(), path.id, scope_of(person()))
    page = queries.returned_devices(session(), path.id, query.cursor, query.limit)
    return ReturnedDevices(items=[ReturnedDevice.model_validate(one) for one in page.items], next=page.next)


def _shown(one: ReturnShipment, inside: queries.Contents) -> ReturnShown:
    names = ("id", "number", "board", "reason", "sent_at", "received_at")
    counts = {"devices": inside.devices, "received": inside.received, "expected": inside.expected}
    return ReturnShown.model_validate({name: getattr(one, name) for name in names} | counts)
