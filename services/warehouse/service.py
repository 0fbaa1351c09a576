"""The warehouse as a value: what it serves, and what it hears from intake and shipping."""

from services.chassis.service import Service
from services.chassis.station.pages import pages as station_pages
from services.chassis.station.routes import routes as station_routes
from services.contracts.intake import RequestGranted, RequestUndone, WithdrawalAsked
from services.contracts.shipping import (
    CartonReleased,
    DeviceDamaged,
    DeviceMissing,
    DeviceSentBack,
    DeviceTurnedUp,
    DeviceUnexpected,
    ShipmentDispatched,
    ShipmentUndone,
    ShipmentVoided,
    ShippingDeviceUndone,
)
from services.warehouse.model.record import Record
from services.warehouse.operations.claim import (
    claim_damaged,
    claim_missing,
    hear_undone,
    note_unexpected,
    settle_missing,
)
from services.warehouse.operations.device import expect_returns
from services.warehouse.operations.order import make_orders
from services.warehouse.operations.shipment import depart, take_release, take_void, turn_back
from services.warehouse.operations.withdrawal import take_back_grants, withdraw_orders
from services.warehouse.pages import care as care_pages
from services.warehouse.pages import carton as carton_pages
from services.warehouse.pages import claim as claim_pages
from services.warehouse.pages import count as count_pages
from services.warehouse.pages import count_plan as count_plan_pages
from services.warehouse.pages import delivery as delivery_pages
from services.warehouse.pages import device as device_pages
from services.warehouse.pages import label as label_pages
from services.warehouse.pages import location as location_pages
from services.warehouse.pages import notice_file as notice_file_pages
from services.warehouse.pages import order as order_pages
from services.warehouse.pages import short_pick as short_pick_pages
from services.warehouse.pages import stock as stock_pages
from services.warehouse.pages import supplier_claim as supplier_claim_pages
from services.warehouse.pages import wave as wave_pages
from services.warehouse.routes import (
    aside,
    care,
    claim,
    count,
    delivery,
    device,
    notice_file,
    order,
    scan,
    short_pick,
    supplier_claim,
    tag,
    wave,
)
from services.warehouse.station import STATION

SERVICE = Service(
    name="warehouse",
    package="services.warehouse",
    tables=Record.metadata,
    routes=[
        delivery.api,
        notice_file.api,
        supplier_claim.api,
        device.api,
        aside.api,
        care.api,
        count.api,
        order.api,
        wave.api,
        short_pick.api,
        claim.api,
        tag.api,
        scan.api,
        station_routes(STATION),
    ],
    pages=[
        stock_pages.pages,
        delivery_pages.pages,
        notice_file_pages.pages,
        supplier_claim_pages.pages,
        location_pages.pages,
        order_pages.pages,
        wave_pages.pages,
        short_pick_pages.pages,
        carton_pages.pages,
        claim_pages.pages,
        device_pages.pages,
        care_pages.pages,
        count_pages.pages,
        count_plan_pages.pages,
        label_pages.pages,
        station_pages(STATION),
    ],
    subscriptions={
        RequestGranted: make_orders,
        RequestUndone: take_back_grants,
        WithdrawalAsked: withdraw_orders,
        ShipmentDispatched: depart,
        ShipmentUndone: turn_back,
        ShipmentVoided: take_void,
        CartonReleased: take_release,
        DeviceSentBack: expect_returns,
        DeviceDamaged: claim_damaged,
        DeviceMissing: claim_missing,
        DeviceTurnedUp: settle_missing,
        DeviceUnexpected: note_unexpected,
        ShippingDeviceUndone: hear_undone,
    },
)
