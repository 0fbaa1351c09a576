"""What the warehouse tells: deliveries, the life of a device in the reserve, stock, orders and cartons."""

from uuid import UUID

from pydantic import Field

from services.contracts.event import Event, Part
from services.contracts.intake import Quantity
from services.contracts.values import AssetTag, BoardCode, CartonCode, LocationCode, Serial


class DeliveryAnnounced(Event):
    """A supplier announced a delivery (ASN) of single devices by serial; the serials stay with the warehouse."""

    owner, noun, verb, about = "warehouse", "delivery", "announced", "delivery"

    delivery: UUID
    number: str
    supplier: str
    reference: str
    announced: list[Quantity]


class DeliveryClosed(Event):
    """Receiving against a delivery ended; what was announced and not received by then is missing."""

    owner, noun, verb, about = "warehouse", "delivery", "closed", "delivery"

    delivery: UUID
    received: int
    missing: int
    unexpected: int


class DeviceReceived(Event):
    """A device came in: from a supplier (`delivery`) or back from a board (`returned`). The event that names it."""

    owner, noun, verb, about = "warehouse", "device", "received", "device"

    device: UUID
    maker: str
    serial: Serial
    model: str
    type: str
    asset_tag: AssetTag | None = None
    delivery: UUID | None = None
    location: LocationCode
    returned: bool = False
    unexpected: bool = False


class DeviceStored(Event):
    """A device was put away: it is stock of its type from now on."""

    owner, noun, verb, about = "warehouse", "device", "stored", "device"

    device: UUID
    type: str
    location: LocationCode


class DeviceMoved(Event):
    """A device was moved from one location of the warehouse to another."""

    owner, noun, verb, about = "warehouse", "device", "moved", "device"

    device: UUID
    origin: LocationCode
    location: LocationCode


class DevicePicked(Event):
    """A device was taken from its shelf for an order."""

    owner, noun, verb, about = "warehouse", "device", "picked", "device"

    device: UUID
    order: UUID
    request: UUID
    board: BoardCode


class DeviceQuarantined(Event):
    """A device was set aside, with the reason; it is no stock until it is released."""

    owner, noun, verb, about = "warehouse", "device", "quarantined", "device"

    device: UUID
    location: LocationCode
    reason: str


class DeviceReleased(Event):
    """A device left quarantine and goes on from `state`: received, wiped, or returned and still to be wiped."""

    owner, noun, verb, about = "warehouse", "device", "released", "device"

    device: UUID
    location: LocationCode
    state: str = "received"


class DeviceWiped(Event):
    """A returned device was wiped of its last user's data; only now may it be shelved again."""

    owner, noun, verb, about = "warehouse", "device", "wiped", "device"

    device: UUID
    location: LocationCode


class StockChanged(Event):
    """Free devices by type, for the types that one transaction changed: on the shelf less reserved."""

    owner, noun, verb, about = "warehouse", "stock", "changed", "scope"

    scope: str = "reserve"
    free: dict[str, int]


class OrderReserved(Event):
    """All that a grant asked is reserved. `free` is the stock left after it, by type."""

    owner, noun, verb, about = "warehouse", "order", "reserved", "order"

    order: UUID
    request: UUID
    board: BoardCode
    reserved: list[Quantity]
    free: dict[str, int]


class Shortage(Part):
    """What was asked of one type and how much of it there was to reserve."""

    type: str
    asked: int = Field(ge=0)
    reserved: int = Field(ge=0)


class OrderShort(Event):
    """Stock did not suffice: what there is is reserved, the grant must come down. `free` is the stock left after it."""

    owner, noun, verb, about = "warehouse", "order", "short", "order"

    order: UUID
    request: UUID
    board: BoardCode
    lines: list[Shortage]
    free: dict[str, int]


class PackedDevice(Part):
    """A device on a carton's packing list."""

    device: UUID
    maker: str
    serial: Serial
    model: str
    type: str
    asset_tag: AssetTag | None = None


class CartonClosed(Event):
    """A carton was closed over what was scanned into it: at most 200 devices, its packing list."""

    owner, noun, verb, about = "warehouse", "carton", "closed", "carton"

    carton: UUID
    code: CartonCode
    order: UUID
    request: UUID
    board: BoardCode
    devices: list[PackedDevice] = Field(max_length=200)


class OrderPacked(Event):
    """Cartons of an order passed to shipping. `cartons` are all so far; `final` when the order is packed whole."""

    owner, noun, verb, about = "warehouse", "order", "packed", "order"

    order: UUID
    request: UUID
    board: BoardCode
    cartons: list[UUID]
    final: bool
