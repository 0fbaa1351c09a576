"""The life of a device in the reserve, step by step."""

from uuid import UUID

from services.contracts.care import Outcome, Proof
from services.contracts.event import Event
from services.contracts.undone import DeviceUndone
from services.contracts.values import AssetTag, BoardCode, LocationCode, Serial


class DeviceReceived(Event):
    """A device came in: from a supplier (`delivery`), back from a board (`returned`), or found again after it was
    written off. The event that names it. `state`: received, or returned and still to be wiped.
    """

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
    state: str = "received"


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
    """A device was taken from its shelf for an order. Where several orders are picked in one walk, `location` is the
    cart on which it lies and `bin` the part of it that is this order's, from 1.
    """

    owner, noun, verb, about = "warehouse", "device", "picked", "device"

    device: UUID
    order: UUID
    request: UUID
    board: BoardCode
    location: LocationCode | None = None
    bin: int | None = None


class DeviceQuarantined(Event):
    """A device was set aside, with the reason, in words or by its code (`why`); it is no stock until it is
    released.
    """

    owner, noun, verb, about = "warehouse", "device", "quarantined", "device"

    device: UUID
    location: LocationCode
    reason: str
    why: str = ""


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
    proof: Proof | None = None


class DeviceRepairStarted(Event):
    """A device went into repair, with what is wrong; it is no stock until the repair ended."""

    owner, noun, verb, about = "warehouse", "device", "repair-started", "device"

    device: UUID
    location: LocationCode
    reason: str
    why: str = ""
    proof: Proof | None = None


class DeviceRepairEnded(Event):
    """A device came out of repair and goes on from `state`: received, wiped, or returned and still to be wiped."""

    owner, noun, verb, about = "warehouse", "device", "repair-ended", "device"

    device: UUID
    location: LocationCode
    state: str
    outcome: Outcome = Outcome.REPAIRED


class DeviceRetired(Event):
    """A device left the reserve for good, as the reason says: past repair, too old, given away."""

    owner, noun, verb, about = "warehouse", "device", "retired", "device"

    device: UUID
    type: str
    location: LocationCode
    reason: str
    why: str = ""
    proof: Proof | None = None


class DeviceDestroyed(Event):
    """A retired device was destroyed (the business step `destroying` of EPCIS), as a certificate proves. It is nowhere
    from now on, nothing follows, and this cannot be undone.
    """

    owner, noun, verb, about = "warehouse", "device", "destroyed", "device"

    device: UUID
    type: str
    reason: str = ""
    why: str = ""
    proof: Proof


class DeviceWrittenOff(Event):
    """A device is not where it should be and was not found; `location` stays answerable. It may be found again."""

    owner, noun, verb, about = "warehouse", "device", "written-off", "device"

    device: UUID
    type: str
    location: LocationCode
    reason: str
    why: str = ""


class DeviceIdentified(Event):
    """The warehouse knows whose a device is that a board found beyond its packing list: it came in that shipment."""

    owner, noun, verb, about = "warehouse", "device", "identified", "device"

    device: UUID
    maker: str
    serial: Serial
    model: str
    type: str
    asset_tag: AssetTag | None = None
    finding: UUID
    shipment: UUID
    board: BoardCode


class WarehouseDeviceUndone(DeviceUndone):
    """The last step of a device in the warehouse was taken back."""

    owner = "warehouse"
