"""Intake as a value: its tables, routes, pages, and what it hears from the warehouse and from shipping."""

from services.chassis.service import Service, whole
from services.contracts.shipping import (
    DeviceAccepted,
    DeviceConfigured,
    DeviceDamaged,
    DeviceFound,
    DeviceHandedOver,
    DeviceLent,
    DeviceLost,
    DeviceMissing,
    DeviceSentBack,
    DeviceSentOn,
    DeviceStolen,
    DeviceTakenBack,
    DeviceTransferred,
    DeviceUnreturned,
    ShipmentDelivered,
    ShipmentDispatched,
    ShipmentReadied,
    ShipmentReceived,
    ShipmentUndone,
    ShipmentVoided,
    ShippingDeviceUndone,
)
from services.contracts.warehouse import (
    DeviceIdentified,
    DeviceReceived,
    OrderCancelled,
    OrderReserved,
    OrderShort,
    StockChanged,
    WarehouseDeviceUndone,
    WithdrawalRefused,
)
from services.intake import model
from services.intake.operations.device import follow_devices
from services.intake.operations.shipment import follow_shipments
from services.intake.operations.stock import hear_orders, hear_stock

SERVICE = Service(
    name="intake",
    package="services.intake",
    tables=whole(model),
    subscriptions={
        StockChanged: hear_stock,
        OrderReserved: hear_orders,
        OrderShort: hear_orders,
        OrderCancelled: hear_orders,
        WithdrawalRefused: hear_orders,
        DeviceAccepted: follow_devices,
        DeviceMissing: follow_devices,
        DeviceDamaged: follow_devices,
        DeviceConfigured: follow_devices,
        DeviceHandedOver: follow_devices,
        DeviceTakenBack: follow_devices,
        DeviceLent: follow_devices,
        DeviceSentBack: follow_devices,
        DeviceSentOn: follow_devices,
        DeviceTransferred: follow_devices,
        DeviceUnreturned: follow_devices,
        DeviceLost: follow_devices,
        DeviceStolen: follow_devices,
        DeviceFound: follow_devices,
        ShippingDeviceUndone: follow_devices,
        DeviceReceived: follow_devices,
        WarehouseDeviceUndone: follow_devices,
        DeviceIdentified: follow_devices,
        ShipmentReadied: follow_shipments,
        ShipmentDispatched: follow_shipments,
        ShipmentDelivered: follow_shipments,
        ShipmentReceived: follow_shipments,
        ShipmentVoided: follow_shipments,
        ShipmentUndone: follow_shipments,
    },
)
