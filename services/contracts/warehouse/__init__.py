"""What the warehouse tells: deliveries, the life of a device in the reserve, stock, orders and cartons."""

from services.contracts.warehouse.carton import CartonClosed, CartonOpened, CartonUndone, PackedDevice
from services.contracts.warehouse.delivery import DeliveryAnnounced, DeliveryClosed, DeliveryUndone
from services.contracts.warehouse.device import (
    DeviceDestroyed,
    DeviceIdentified,
    DeviceMoved,
    DevicePicked,
    DeviceQuarantined,
    DeviceReceived,
    DeviceReleased,
    DeviceRepairEnded,
    DeviceRepairStarted,
    DeviceRetired,
    DeviceStored,
    DeviceWiped,
    DeviceWrittenOff,
    WarehouseDeviceUndone,
)
from services.contracts.warehouse.order import (
    OrderCancelled,
    OrderPacked,
    OrderReserved,
    OrderShort,
    Shortage,
    WithdrawalRefused,
)
from services.contracts.warehouse.stock import CountAdjusted, StockChanged

__all__ = [
    "CartonClosed",
    "CartonOpened",
    "CartonUndone",
    "CountAdjusted",
    "DeliveryAnnounced",
    "DeliveryClosed",
    "DeliveryUndone",
    "DeviceDestroyed",
    "DeviceIdentified",
    "DeviceMoved",
    "DevicePicked",
    "DeviceQuarantined",
    "DeviceReceived",
    "DeviceReleased",
    "DeviceRepairEnded",
    "DeviceRepairStarted",
    "DeviceRetired",
    "DeviceStored",
    "DeviceWiped",
    "DeviceWrittenOff",
    "OrderCancelled",
    "OrderPacked",
    "OrderReserved",
    "OrderShort",
    "PackedDevice",
    "Shortage",
    "StockChanged",
    "WarehouseDeviceUndone",
    "WithdrawalRefused",
]
