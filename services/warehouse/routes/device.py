"""Routes of devices: the steps on the way to a board, by their ids, any step taken back, lists, and stock."""

from services.chassis.web.edge import person, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import SEES_ALL, WAREHOUSE, Role
from services.warehouse.operations import device as operations
from services.warehouse.operations.undo import undo_steps
from services.warehouse.queries import device as queries
from services.warehouse.queries.stock import stock
from services.warehouse.queries.undo import of_device
from services.warehouse.shapes.device import (
    DeviceAnswer,
    DeviceList,
    DeviceQuery,
    DevicesAt,
    DevicesForOrder,
    DevicesInCarton,
    Moved,
)
from services.warehouse.shapes.stock import StockAnswer, StockLine
from services.warehouse.shapes.undo import DeviceDetail, DevicesUndone

api = Routes("warehouse_device_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/receive", responses={200: Moved}, summary="Receive devices, from a supplier or back from a board")
@allow(WAREHOUSE)
def receive(body: DevicesAt) -> Moved:
    return Moved(devices=operations.receive(session(), body.devices, body.location))


@api.post("/put-away", responses={200: Moved}, summary="Put devices away, move them, or put them back")
@allow(WAREHOUSE)
def put_away(body: DevicesAt) -> Moved:
    return Moved(devices=operations.put_away(session(), body.devices, body.location))


@api.post("/pick", responses={200: Moved}, summary="Pick devices for an order")
@allow(WAREHOUSE)
def pick(body: DevicesForOrder) -> Moved:
    return Moved(devices=operations.pick(session(), body.devices, body.order))


@api.post("/pack", responses={200: Moved}, summary="Pack picked devices into a carton")
@allow(WAREHOUSE)
def pack(body: DevicesInCarton) -> Moved:
    return Moved(devices=operations.pack(session(), body.devices, body.carton))


@api.get("/devices", responses={200: DeviceList}, summary="Devices, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_devices(query: DeviceQuery) -> DeviceList:
    wanted = queries.DeviceFilter(query.state, query.type, query.location, query.serial, query.delivery)
    found = queries.devices(session(), wanted, query.cursor, query.limit)
    return DeviceList(items=[DeviceAnswer.of(one) for one in found.items], next=found.next)


@api.post("/devices/undo", responses={200: Moved}, summary="Take back the last step of each device, with the reason")
@allow(WAREHOUSE)
def take_back(body: DevicesUndone) -> Moved:
    return Moved(devices=undo_steps(session(), body.devices, body.reason, person().role is Role.WAREHOUSE_MANAGER))


@api.get("/devices/<uuid:id>", responses={200: DeviceDetail}, summary="A device, and whether its last step can go back")
@allow(WAREHOUSE, SEES_ALL)
def get_device(path: One) -> DeviceDetail:
    found = queries.device(session(), path.id)
    return DeviceDetail.with_undo(found, of_device(session(), found, person().role is Role.WAREHOUSE_MANAGER))


@api.get("/stock", responses={200: StockAnswer}, summary="Stock by device type")
@allow(WAREHOUSE, SEES_ALL)
def get_stock() -> StockAnswer:
    return StockAnswer([StockLine.model_validate(one) for one in stock(session())])
