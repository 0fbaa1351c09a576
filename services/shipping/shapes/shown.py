"""What callers get from shipping: shipments, packing lists, devices, and how many a call changed."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from services.chassis.web.shapes import Answer, UndoAnswer, Watched
from services.shipping.model import Custody, Stage


class Done(Answer):
    """How many devices a call changed."""

    devices: int


class ReleasedShown(Answer):
    """The carton that is the warehouse's again, and the shipment that it was in."""

    carton: UUID
    shipment: UUID | None


class SentBack(Done):
    """The return shipment in which they travel, with the number to write on its boxes."""

    shipment: UUID
    number: str


class Handed(Answer):
    """To whom a device went."""

    id: UUID
    school: str | None
    loan: str | None


class AddressShown(Answer):
    """Where a shipment goes."""

    site: str
    street: str
    town: str
    postal_code: str
    contact: str
    phone: str


class CartonShown(Answer):
    """A carton of a shipment; without a code while its packing list is still to be heard.

    Loaded: scanned as it was put on the truck, by this actor.
    """

    id: UUID
    code: str | None
    devices: int = Field(validation_alias="holds")
    loaded_at: datetime | None
    loaded_by: str | None


class StateCount(Answer):
    """How many of a shipment's devices are in a state."""

    state: Custody
    devices: int


class ShipmentShown(Answer):
    """What every list tells of a shipment."""

    id: UUID
    number: str
    request: UUID
    board: str
    state: Stage
    carrier: str | None
    tracking: str | None
    freight_cents: int | None
    readied_at: datetime | None
    dispatched_at: datetime | None
    delivered_at: datetime | None
    received_at: datetime | None
    voided_at: datetime | None
    void_reason: str | None


class ShipmentLine(ShipmentShown):
    """A shipment in a list, and how much it carries."""

    request_number: str | None
    carton_count: int
    loaded_count: int
    device_count: int


class ShipmentWhole(ShipmentShown):
    """A shipment with its address, its cartons and what became of its devices.

    `checked`: each of its cartons was scanned as it was loaded.
    """

    request_number: str | None
    address: AddressShown | None
    cartons: list[CartonShown]
    checked: bool
    devices: list[StateCount]
    undo: UndoAnswer
    voided_cartons: list[str]


class BoxShown(Answer):
    """A carton of which something is still missing; without a code while its packing list is still to be heard."""

    code: str | None
    expected: int
    scanned: int
    damaged: int
    missing: int


class ProgressShown(Watched):
    """How far the loading, or the receipt, of a shipment is. `scanned` devices were accepted or reported damaged, the
    others are `missing`, or not seen yet; `unexpected` ones are on no packing list."""

    stage: Stage
    loading: bool
    cartons: int
    loaded: int
    unloaded: int
    receiving: bool
    expected: int
    scanned: int
    damaged: int
    missing: int
    unexpected: int
    incomplete: list[BoxShown]


class DeviceShown(Answer):
    """A device in a board's hands."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    asset_tag: str | None
    board: str
    request: UUID
    shipment: UUID | None = Field(validation_alias="shipment_id")
    state: Custody
    damaged: bool
    reason: str | None
    school: str | None
    lender: str | None
    lent_until: date | None
    slip: UUID | None = Field(validation_alias="slip_id")
    loan: str | None
    taken_by: str | None
    fault: str | None
    returned_in: UUID | None = Field(validation_alias="return_id")
    changed_at: datetime


class DeviceWhole(DeviceShown):
    """A device, and whether its last step can be undone."""

    undo: UndoAnswer


class Line(Answer):
    """A line of a packing list: the carton, the device, and what became of it."""

    id: UUID
    maker: str
    serial: str
    model: str
    type: str
    asset_tag: str | None
    carton: str | None
    state: Custody


class Shipments(Answer):
    items: list[ShipmentLine]
    next: UUID | None


class DevicesShown(Answer):
    items: list[DeviceShown]
    next: UUID | None


class PackingList(Answer):
    items: list[Line]
    next: UUID | None
