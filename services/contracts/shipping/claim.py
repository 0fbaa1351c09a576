"""Claims to carriers for devices damaged or missing in their hands: sent, answered, closed."""

from uuid import UUID

from services.contracts.event import Event
from services.contracts.values import BoardCode


class FreightClaimSent(Event):
    """The reserve asked a carrier to pay (cents) for devices of a shipment that came damaged or did not come."""

    owner, noun, verb, about = "shipping", "freight-claim", "sent", "claim"

    claim: UUID
    number: str
    shipment: UUID
    request: UUID
    board: BoardCode
    carrier: str
    devices: int
    asked_cents: int
    reason: str


class FreightClaimAnswered(Event):
    """The carrier accepted to pay `settled_cents`, or refused (0) for `reason`; `reference` is its own number."""

    owner, noun, verb, about = "shipping", "freight-claim", "answered", "claim"

    claim: UUID
    shipment: UUID
    request: UUID
    board: BoardCode
    accepted: bool
    settled_cents: int
    reference: str
    reason: str = ""


class FreightClaimClosed(Event):
    """Nothing more is awaited of the carrier, which paid this much (cents) in all."""

    owner, noun, verb, about = "shipping", "freight-claim", "closed", "claim"

    claim: UUID
    shipment: UUID
    request: UUID
    board: BoardCode
    settled_cents: int
