"""Claims to suppliers: what of a delivery is claimed, device by device, and what the supplier answers."""

from datetime import date
from uuid import UUID

from services.contracts.event import Event
from services.contracts.values import AssetTag, Serial


class SupplierClaimSent(Event):
    """A claim went to the supplier of a delivery, with so many devices of each kind; each is told by itself too."""

    owner, noun, verb, about = "warehouse", "supplier-claim", "sent", "claim"

    claim: UUID
    number: str
    delivery: UUID
    supplier: str
    missing: int
    damaged: int
    unexpected: int
    other_model: int


class SupplierClaimAnswered(Event):
    """The supplier answered for `lines` devices of a claim: `outcome` is replaced, credited, refused or settled.

    `settled` is ours to say: what was missing came after all, or is not damaged. `unanswered` are left.
    """

    owner, noun, verb, about = "warehouse", "supplier-claim", "answered", "claim"

    claim: UUID
    number: str
    delivery: UUID
    outcome: str
    lines: int
    unanswered: int
    answered_on: date
    reference: str | None = None


class SupplierClaimClosed(Event):
    """Every device of a claim has its answer, and nothing more is expected of the supplier."""

    owner, noun, verb, about = "warehouse", "supplier-claim", "closed", "claim"

    claim: UUID
    number: str
    delivery: UUID


class SupplierClaimWithdrawn(Event):
    """A claim that was sent holds no more; its devices may be claimed again."""

    owner, noun, verb, about = "warehouse", "supplier-claim", "withdrawn", "claim"

    claim: UUID
    number: str
    delivery: UUID
    reason: str


class DeviceClaimed(Event):
    """A device is claimed from its supplier: `kind` is missing, damaged, unexpected or other_model.

    One of the facts of its claim. Of a device that never came this is the first that is told.
    """

    owner, noun, verb, about, among = "warehouse", "device", "claimed", "claim", "supplier-claim"

    device: UUID
    maker: str
    serial: Serial
    model: str
    type: str
    asset_tag: AssetTag | None = None
    claim: UUID
    number: str
    delivery: UUID
    kind: str
    reason: str | None = None


class DeviceClaimAnswered(Event):
    """The supplier's answer for one device of a claim; a later one corrects it."""

    owner, noun, verb, about, among = "warehouse", "device", "claim-answered", "claim", "supplier-claim"

    device: UUID
    claim: UUID
    number: str
    outcome: str
    answered_on: date
    reference: str | None = None
