"""What the warehouse tells: deliveries, the life of a device in the reserve, stock, orders and cartons."""

from services.contracts.warehouse.carton import CartonClosed, CartonOpened, CartonUndone, PackedDevice
from services.contracts.warehouse.delivery import DeliveryAnnounced, DeliveryClosed, DeliveryUndone
from services.contracts.warehouse.device import (
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
from services.contracts.warehouse.supplier_claim import (
    DeviceClaimAnswered,
    DeviceClaimed,
    SupplierClaimAnswered,
    SupplierClaimClosed,
    SupplierClaimSent,
    SupplierClaimWithdrawn,
)

__all__ = [
    "CartonClosed",
    "CartonOpened",
    "CartonUndone",
    "CountAdjusted",
    "DeliveryAnnounced",
    "DeliveryClosed",
    "DeliveryUndone",
    "DeviceClaimAnswered",
    "DeviceClaimed",
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
    "SupplierClaimAnswered",
    "SupplierClaimClosed",
    "SupplierClaimSent",
    "SupplierClaimWithdrawn",
    "WarehouseDeviceUndone",
    "WithdrawalRefused",
]
