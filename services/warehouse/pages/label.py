"""Pages of labels: places, new asset tags, the devices of a delivery, the cartons of an order; each a file to print."""

from uuid import UUID

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue

from scanner.codes import own_asset_tag
from scanner.labels import carton_label, device_label, location_label, tag_label
from services.chassis.web.edge import session
from services.chassis.web.printing import Printing, file_of
from services.chassis.web.rule import allow, form_of
from services.contracts.reference import models
from services.contracts.roles import WAREHOUSE
from services.warehouse.operations.tag import give_tags
from services.warehouse.pages import delivery as delivery_pages
from services.warehouse.pages import order as order_pages
from services.warehouse.pages.show import asked, form, show
from services.warehouse.queries import label as queries
from services.warehouse.queries.delivery import delivery as find_delivery
from services.warehouse.queries.order import order as find_order
from services.warehouse.shapes.label import MOST_TAGS, DeviceLabels, LocationLabels, NewTags

pages = Blueprint("warehouse_label_pages", __name__, url_prefix="/warehouse", template_folder="../templates")


@pages.get("/labels")
@allow(WAREHOUSE)
def labels() -> str:
    return show("labels", most=MOST_TAGS)


@pages.get("/labels/locations")
@form_of(labels)
@allow(WAREHOUSE)
def locations() -> Response:
    how = asked(LocationLabels)
    codes = queries.locations_to_label(session(), how.aisle, how.codes)
    return file_of((location_label(code) for code in codes), how, "emplacements")


@pages.post("/labels/tags")
@form_of(labels)
@allow(WAREHOUSE, creates=True)
def new_tags() -> ResponseReturnValue:
    run = give_tags(session(), form(NewTags).count)
    return redirect(url_for(".tags", first=run[0], last=run[-1]), 303)


@pages.get("/labels/tags/<int:first>/<int:last>")
@allow(WAREHOUSE)
def tags(first: int, last: int) -> str:
    run = queries.tags_to_label(session(), first, last)
    return show("tags", first=own_asset_tag(run[0]), last=own_asset_tag(run[-1]), count=len(run))


@pages.get("/labels/tags/<int:first>/<int:last>/file")
@form_of(tags)
@allow(WAREHOUSE)
def tag_file(first: int, last: int) -> Response:
    run = queries.tags_to_label(session(), first, last)
    return file_of((tag_label(own_asset_tag(number)) for number in run), asked(Printing), f"RA-{first}-{last}")


@pages.get("/deliveries/<uuid:key>/labels")
@form_of(delivery_pages.delivery)
@allow(WAREHOUSE)
def devices(key: UUID) -> Response:
    how, number = asked(DeviceLabels), find_delivery(session(), key).delivery.number
    found = queries.devices_to_label(session(), key, how.first - 1, how.most)
    known = models()
    made = (
        device_label(maker, known[model].name if model in known else model, serial, tag or "")
        for maker, model, serial, tag in found
    )
    return file_of(made, how, f"{number}-{how.first}")


@pages.get("/orders/<uuid:key>/labels")
@form_of(order_pages.order)
@allow(WAREHOUSE)
def cartons(key: UUID) -> Response:
    order, how = find_order(session(), key), asked(Printing)
    title = f"{order.number} – {order.board}"
    codes = queries.cartons_to_label(session(), key)
    return file_of((carton_label(code, title) for code in codes), how, order.number)
