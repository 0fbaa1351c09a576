"""Shipments and their cartons on the way: ready, loaded, dispatched, delivered, received, voided, given back."""

from uuid import UUID

from services.contracts.event import Event
from services.contracts.undone import Undone
from services.contracts.values import BoardCode


class ShipmentReadied(Event):
    """All cartons of an order stand ready for the carrier."""

    owner, noun, verb, about = "shipping", "shipment", "readied", "shipment"

    shipment: UUID
    number: str
    request: UUID
    board: BoardCode
    cartons: list[UUID]
    devices: int


class ShipmentDispatched(Event):
    """A shipment left the dock with a carrier; its freight (cents) is charged to the board.

    `checked`: every carton of it was scanned as it was loaded; else none was, and nobody compared them with the list.
    """

    owner, noun, verb, about = "shipping", "shipment", "dispatched", "shipment"

    shipment: UUID
    request: UUID
    board: BoardCode
    cartons: list[UUID]
    carrier: str
    tracking: str
    freight_cents: int
    checked: bool = False


class ShipmentDelivered(Event):
    """The carrier handed the shipment to the board: the clock of 48 to 72 hours stops here."""

    owner, noun, verb, about = "shipping", "shipment", "delivered", "shipment"

    shipment: UUID
    request: UUID
    board: BoardCode
    cartons: list[UUID]


class ShipmentReceived(Event):
    """The board ended its receipt: every device of the shipment is accepted, damaged or missing."""

    owner, noun, verb, about = "shipping", "shipment", "received", "shipment"

    shipment: UUID
    request: UUID
    board: BoardCode
    accepted: int
    damaged: int
    missing: int
    unexpected: int


class CartonReleased(Event):
    """A carton that has not left is the warehouse's again: it may be opened, or passed to shipping anew."""

    owner, noun, verb, about = "shipping", "carton", "released", "carton"

    carton: UUID
    shipment: UUID | None = None
    request: UUID
    board: BoardCode
    reason: str


class CartonLoaded(Event):
    """A carton of a shipment that is ready was scanned as it was put on the truck."""

    owner, noun, verb, about = "shipping", "carton", "loaded", "carton"

    carton: UUID
    shipment: UUID
    request: UUID
    board: BoardCode


class ShippingCartonUndone(Undone):
    """The loading of a carton was taken back before its shipment left: it stands at the dock again."""

    owner, noun, about = "shipping", "carton", "carton"

    carton: UUID
    shipment: UUID
    request: UUID
    board: BoardCode


class ShipmentVoided(Event):
    """A shipment was given up before it was delivered: its cartons stand at the dock again and are the warehouse's."""

    owner, noun, verb, about = "shipping", "shipment", "voided", "shipment"

    shipment: UUID
    request: UUID
    board: BoardCode
    cartons: list[UUID]
    reason: str


class ShipmentUndone(Undone):
    """The last step of a shipment was taken back (dispatch, delivery, end of receipt): it is `state` again."""

    owner, noun, about = "shipping", "shipment", "shipment"

    shipment: UUID
    request: UUID
    board: BoardCode
    cartons: list[UUID]
    state: str
