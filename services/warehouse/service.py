"""The warehouse as a value: what it serves, and what it hears from intake and shipping."""

from services.chassis.service import Service
from services.contracts.intake import RequestGranted
from services.contracts.shipping import (
    DeviceDamaged,
    DeviceMissing,
    DeviceSentBack,
    DeviceUnexpected,
    ShipmentDispatched,
)
from services.warehouse.model.record import Record
from services.warehouse.operations.carton import depart
from services.warehouse.operations.claim import claim_damaged, claim_missing, note_unexpected
from services.warehouse.operations.device import expect_returns
from services.warehouse.operations.order import make_orders
from services.warehouse.pages import care as care_pages
from services.warehouse.pages import count as count_pages
from services.warehouse.pages import delivery as delivery_pages
from services.warehouse.pages import notice_file as notice_file_pages
from services.warehouse.pages import order as order_pages
from services.warehouse.pages import scan as scan_pages
from services.warehouse.pages import stock as stock_pages
from services.warehouse.routes import care, count, delivery, device, notice_file, order, scan

SERVICE = Service(
    name="warehouse",
    package="services.warehouse",
    tables=Record.metadata,
    routes=[delivery.api, notice_file.api, device.api, care.api, count.api, order.api, scan.api],
    pages=[
        stock_pages.pages,
        delivery_pages.pages,
        notice_file_pages.pages,
        order_pages.pages,
        scan_pages.pages,
        care_pages.pages,
        count_pages.pages,
    ],
    subscriptions={
        RequestGranted: make_orders,
        ShipmentDispatched: depart,
        DeviceSentBack: expect_returns,
        DeviceDamaged: claim_damaged,
        DeviceMissing: claim_missing,
        DeviceUnexpected: note_unexpected,
    },
)
