"""Intake as a value: its tables, routes, pages, and what it hears from the warehouse and from shipping."""

from services.chassis.service import Service
from services.contracts.shipping import DeviceAccepted, DeviceDamaged, DeviceMissing, DeviceSentBack
from services.contracts.warehouse import DeviceReceived, OrderReserved, OrderShort, StockChanged
from services.intake.model.record import Record
from services.intake.operations.device import follow_devices
from services.intake.operations.stock import hear_orders, hear_stock
from services.intake.pages import PAGES
from services.intake.routes import ROUTES

SERVICE = Service(
    name="intake",
    package="services.intake",
    tables=Record.metadata,
    routes=ROUTES,
    pages=PAGES,
    subscriptions={
        StockChanged: hear_stock,
        OrderReserved: hear_orders,
        OrderShort: hear_orders,
        DeviceAccepted: follow_devices,
        DeviceMissing: follow_devices,
        DeviceDamaged: follow_devices,
        DeviceSentBack: follow_devices,
        DeviceReceived: follow_devices,
    },
)
