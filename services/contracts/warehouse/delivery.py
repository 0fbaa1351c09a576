"""Deliveries of suppliers: announced by their serials, received, closed."""

from datetime import date
from uuid import UUID

from services.contracts.event import Event
from services.contracts.intake import Quantity
from services.contracts.undone import Undone


class DeliveryAnnounced(Event):
    """A supplier announced a delivery (ASN) of single devices by serial; the serials stay with the warehouse.

    It is to come on the day `expected_on`, where the supplier said one.
    """

    owner, noun, verb, about = "warehouse", "delivery", "announced", "delivery"

    delivery: UUID
    number: str
    supplier: str
    reference: str
    announced: list[Quantity]
    expected_on: date | None = None


class DeliveryClosed(Event):
    """Receiving against a delivery ended; what was announced and not received by then is missing.

    `unexpected` came without being announced in it, `damaged` was set aside before it was ever shelved; where anything
    differs, `reason` is why it was closed all the same.
    """

    owner, noun, verb, about = "warehouse", "delivery", "closed", "delivery"

    delivery: UUID
    received: int
    missing: int
    unexpected: int
    damaged: int = 0
    reason: str | None = None


class DeliveryUndone(Undone):
    """The end of a delivery's receipt was taken back: receiving goes on."""

    owner, noun, about = "warehouse", "delivery", "delivery"

    delivery: UUID
