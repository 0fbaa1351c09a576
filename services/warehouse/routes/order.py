"""Routes of orders, their pick lists and their cartons."""

from uuid import UUID

from services.chassis.web.edge import edge, session
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.carton import close_carton, open_carton, pass_again, undo_carton
from services.warehouse.operations.order import ship_packed
from services.warehouse.operations.replacement import replace_packed
from services.warehouse.queries import order as queries
from services.warehouse.queries.pick_list import of_order
from services.warehouse.queries.undo import of_carton
from services.warehouse.shapes.order import (
    CartonClosedAnswer,
    CartonOpened,
    NewCarton,
    OrderAnswer,
    OrderQuery,
    Orders,
    PickList,
    Replacing,
)
from services.warehouse.shapes.undo import CartonDetail, Undo

api = Routes("warehouse_order_api", __name__, url_prefix="/warehouse/api/v1")


@api.get("/orders", responses={200: Orders}, summary="Orders, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_orders(query: OrderQuery) -> Orders:
    found = queries.orders(session(), query.state, query.request, query.cursor, query.limit)
    return Orders(items=[OrderAnswer.model_validate(one) for one in found.items], next=found.next)


@api.get("/orders/<uuid:id>", responses={200: OrderAnswer}, summary="An order")
@allow(WAREHOUSE, SEES_ALL)
def get_order(path: One) -> OrderAnswer:
    return OrderAnswer.model_validate(queries.order(session(), path.id))


@api.get("/orders/<uuid:id>/pick-list", responses={200: PickList}, summary="What to pick where, in walking order")
@allow(WAREHOUSE, SEES_ALL)
def get_pick_list(path: One) -> PickList:
    return PickList.of(of_order(session(), queries.order(session(), path.id)))


@api.post("/cartons", responses={201: CartonOpened}, summary="Open a carton for an order")
@allow(WAREHOUSE, creates=True)
def add_carton(body: NewCarton) -> tuple[CartonOpened, int]:
    carton = open_carton(session(), body.order, edge().config["SETTINGS"].gs1_prefix)
    return CartonOpened.model_validate(carton), 201


@api.get("/cartons/<uuid:id>", responses={200: CartonDetail}, summary="A carton and what lies in it")
@allow(WAREHOUSE, SEES_ALL)
def get_carton(path: One) -> CartonDetail:
    return _carton(path.id)


@api.post(
    "/cartons/<uuid:id>/undo", responses={200: CartonDetail}, summary="Open a carton again, or discard an empty one"
)
@allow(WAREHOUSE)
def take_back(path: One, body: Undo) -> CartonDetail:
    undo_carton(session(), path.id, body.reason)
    return _carton(path.id)


@api.post(
    "/orders/<uuid:id>/pass-again", responses={200: OrderAnswer}, summary="Pass released cartons to shipping anew"
)
@allow(WAREHOUSE)
def pass_on_again(path: One) -> OrderAnswer:
    return OrderAnswer.model_validate(pass_again(session(), path.id))


@api.post("/cartons/<uuid:id>/close", responses={200: CartonClosedAnswer}, summary="Close a carton")
@allow(WAREHOUSE)
def close(path: One) -> CartonClosedAnswer:
    carton, packed = close_carton(session(), path.id)
    return CartonClosedAnswer(id=carton.id, code=carton.code, devices=carton.devices, order_packed=packed)


@api.post("/cartons/<uuid:id>/replace", responses={200: CartonDetail}, summary="Replace a device of an open carton")
@allow(WAREHOUSE)
def replace(path: One, body: Replacing) -> CartonDetail:
    replace_packed(session(), path.id, body.device, body.substitute, body.location, body.reason)
    return _carton(path.id)


@api.post("/orders/<uuid:id>/ship-packed", responses={200: OrderAnswer}, summary="Ship what is packed of an order")
@allow(WAREHOUSE)
def leave_with_packed(path: One) -> OrderAnswer:
    return OrderAnswer.model_validate(ship_packed(session(), path.id))


def _carton(key: UUID) -> CartonDetail:
    found = queries.carton(session(), key)
    return CartonDetail.with_undo(found, queries.content(session(), key), of_carton(session(), found))
