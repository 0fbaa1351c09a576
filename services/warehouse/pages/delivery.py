"""Pages of deliveries: announced, received, closed."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from services.chassis.web.edge import session
from services.chassis.web.rule import allow, form_of
from services.chassis.web.shapes import Paging
from services.contracts.roles import SEES_ALL, WAREHOUSE
from services.warehouse.operations.delivery import announce_delivery, close_delivery
from services.warehouse.pages.show import asked, form, show
from services.warehouse.queries import delivery as queries
from services.warehouse.shapes.delivery import DeliveryForm

pages = Blueprint("warehouse_delivery_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/deliveries")
@allow(WAREHOUSE, SEES_ALL)
def deliveries() -> str:
    paging = asked(Paging)
    return show("deliveries", deliveries=queries.deliveries(session(), paging.cursor, paging.limit))


@pages.post("/deliveries/announce")
@form_of(deliveries)
@allow(WAREHOUSE, creates=True)
def announce() -> ResponseReturnValue:
    given = form(DeliveryForm)
    delivery = announce_delivery(session(), given.supplier, given.reference, given.file.read())
    return redirect(url_for(".delivery", key=delivery.id), 303)


@pages.get("/deliveries/<uuid:key>")
@allow(WAREHOUSE, SEES_ALL)
def delivery(key: UUID) -> str:
    return show("delivery", progress=queries.delivery(session(), key))


@pages.post("/deliveries/<uuid:key>/close")
@form_of(delivery)
@allow(WAREHOUSE)
def close(key: UUID) -> ResponseReturnValue:
    close_delivery(session(), key)
    return redirect(url_for(".delivery", key=key), 303)
