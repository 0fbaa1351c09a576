"""Cartons: opened for an order, closed over their packing lists."""

from uuid import UUID

from pydantic import Field

from services.contracts.event import Event, Part
from services.contracts.undone import Undone
from services.contracts.values import AssetTag, BoardCode, CartonCode, Serial


class CartonOpened(Event):
    """A carton was opened for an order; what it will hold, its closing tells."""

    owner, noun, verb, about = "warehouse", "carton", "opened", "carton"

    carton: UUID
    code: CartonCode
    order: UUID
    request: UUID
    board: BoardCode


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


class CartonUndone(Undone):
    """A carton that shipping had released is open again (its closing undone), or an empty one was discarded.

    `state`: `open`, or `discarded` when its opening is what was undone: the first, or that again. `undone` is the nil
    id where the carton was closed, or opened, before events were kept with what they tell of.
    """

    owner, noun, about = "warehouse", "carton", "carton"

    carton: UUID
    code: CartonCode
    order: UUID
    request: UUID
    board: BoardCode
    state: str
