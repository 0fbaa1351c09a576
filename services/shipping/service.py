"""Shipping, declared: its tables, routes, pages, and what it hears."""

from services.chassis.service import Service
from services.contracts.intake import RequestGranted
from services.contracts.warehouse import CartonClosed, DeviceReceived, OrderPacked
from services.shipping import operations
from services.shipping.model import Record
from services.shipping.pages import PAGES
from services.shipping.routes import ROUTES

SERVICE = Service(
    name="shipping",
    package="services.shipping",
    tables=Record.metadata,
    routes=ROUTES,
    pages=PAGES,
    subscriptions={
        RequestGranted: operations.keep_addresses,
        CartonClosed: operations.note_cartons,
        OrderPacked: operations.grow_shipments,
        DeviceReceived: operations.end_custody,
    },
)
