"""Routes of locations and deliveries."""

from uuid import UUID

from services.chassis.web.edge import session
from services.chassis.web.language import render
from services.chassis.web.routes import Routes
from services.chassis.web.rule import allow
from services.chassis.web.shapes import One, Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.delivery import announce_sent, close_delivery, undo_delivery
from services.warehouse.operations.location import Place, keep_locations
from services.warehouse.queries import delivery as queries
from services.warehouse.queries import difference
from services.warehouse.queries.notice_file import notice_of
from services.warehouse.queries.put_away import waiting
from services.warehouse.queries.stock import locations
from services.warehouse.queries.undo import of_delivery
from services.warehouse.shapes.delivery import (
    Deliveries,
    DeliveryAnnouncedAnswer,
    DeliveryAnswer,
    DeliveryForm,
    TypeQuantity,
)
from services.warehouse.shapes.difference import Closing, DeliveryDifferences
from services.warehouse.shapes.location import LocationList, Locations, NewLocations, ToPutAway, WaitingAnswer
from services.warehouse.shapes.notice_file import NoticeReport
from services.warehouse.shapes.undo import DeliveryDetail, Undo

api = Routes("warehouse_delivery_api", __name__, url_prefix="/warehouse/api/v1")


@api.post("/locations", responses={200: Locations}, summary="Make locations known")
@allow(WAREHOUSE)
def add_locations(body: NewLocations) -> Locations:
    places = [Place(code, body.kind, body.capacity) for code in body.codes]
    keep_locations(session(), places, body.model_fields_set)
    return Locations(codes=body.codes)


@api.get("/locations", responses={200: LocationList}, summary="Every known location, in walking order")
@allow(WAREHOUSE, SEES_ALL)
def get_locations() -> LocationList:
    return LocationList.of(locations(session()))


@api.get("/put-away", responses={200: ToPutAway}, summary="What waits to be put away, and where it goes")
@allow(WAREHOUSE, SEES_ALL)
def get_put_away() -> ToPutAway:
    return ToPutAway([WaitingAnswer.model_validate(one) for one in waiting(session())])


@api.post("/deliveries", responses={201: DeliveryAnnouncedAnswer}, summary="Announce a supplier's delivery")
@allow(WAREHOUSE, creates=True)
def announce(form: DeliveryForm) -> tuple[DeliveryAnnouncedAnswer, int]:
    delivery = announce_sent(session(), form.sent())
    types = queries.delivery(session(), delivery.id).types
    announced = [TypeQuantity(type=one.type, quantity=one.announced) for one in types]
    notice = NoticeReport.of(notice_of(session(), delivery.id), render)
    return DeliveryAnnouncedAnswer(
        id=delivery.id, number=delivery.number, devices=delivery.announced, announced=announced, notice=notice
    ), 201


@api.get("/deliveries", responses={200: Deliveries}, summary="Deliveries, newest first")
@allow(WAREHOUSE, SEES_ALL)
def get_deliveries(query: Paging) -> Deliveries:
    found = queries.deliveries(session(), query.cursor, query.limit)
    return Deliveries(items=[DeliveryAnswer.of(one) for one in found.items], next=found.next)


@api.get("/deliveries/<uuid:id>", responses={200: DeliveryDetail}, summary="A delivery and how far its receipt is")
@allow(WAREHOUSE, SEES_ALL)
def get_delivery(path: One) -> DeliveryDetail:
    return _delivery(path.id)


@api.get("/deliveries/<uuid:id>/differences", responses={200: DeliveryDifferences}, summary="What did not come so")
@allow(WAREHOUSE, SEES_ALL)
def get_differences(path: One, query: Paging) -> DeliveryDifferences:
    key = queries.delivery(session(), path.id).delivery.id
    stacks = difference.stacks(session(), key, difference.MOST_STACKS)
    devices = difference.devices(session(), key, query.cursor, query.limit)
    return DeliveryDifferences.of(difference.differences(session(), key), stacks, devices)


@api.post("/deliveries/<uuid:id>/close", responses={200: DeliveryAnswer}, summary="End the receipt of a delivery")
@allow(WAREHOUSE)
def close(path: One, body: Closing) -> DeliveryAnswer:
    close_delivery(session(), path.id, body.reason, body.seen)
    return DeliveryAnswer.of(queries.delivery(session(), path.id))


@api.post("/deliveries/<uuid:id>/undo", responses={200: DeliveryDetail}, summary="Take the end of a receipt back")
@allow(WAREHOUSE)
def take_back(path: One, body: Undo) -> DeliveryDetail:
    undo_delivery(session(), path.id, body.reason)
    return _delivery(path.id)


def _delivery(key: UUID) -> DeliveryDetail:
    found = queries.delivery(session(), key)
    return DeliveryDetail.with_undo(found, of_delivery(session(), found.delivery))
