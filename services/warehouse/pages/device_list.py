"""The devices of the stock as a list: how a page of it is read, and its columns in a file."""

from functools import partial
from uuid import UUID

from services.chassis.paging import Page
from services.chassis.web.edge import session
from services.chassis.web.listing import Column, Listing
from services.contracts.sentence import say
from services.warehouse.model.device import Device
from services.warehouse.pages.show import model_name, state, type_name
from services.warehouse.queries import device as queries
from services.warehouse.shapes.device import DeviceQuery


def _read(query: DeviceQuery, cursor: UUID | None, limit: int) -> Page[Device]:
    wanted = queries.DeviceFilter(query.state, query.type, query.location, query.serial, query.delivery)
    return queries.devices(session(), wanted, cursor, limit)


DEVICES = Listing[DeviceQuery, Device](
    say("Devices"),
    DeviceQuery,
    _read,
    [
        Column(say("Serial"), lambda one: one.serial),
        Column(say("Maker"), lambda one: one.maker),
        Column(say("Model"), lambda one: one.model, model_name),
        Column(say("Type"), lambda one: one.type, type_name),
        Column(say("Asset tag"), lambda one: one.asset_tag),
        Column(say("State"), lambda one: one.state, partial(state, "device")),
        Column(say("Location"), lambda one: one.location),
        Column(say("Pallet"), lambda one: one.supplier_pallet),
        Column(say("Carton"), lambda one: one.supplier_carton),
    ],
)
