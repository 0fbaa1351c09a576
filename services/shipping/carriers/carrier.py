"""What every carrier is to the dock: who may send with it, what it is handed, and how it says what it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from services.chassis.sheet.reading import Row
from services.chassis.sheet.writing import Cell
from services.contracts.roles import Role
from services.contracts.sentence import Sentence


@dataclass(frozen=True)
class Parcel:
    """What goes to one address together: a shipment, or several that were put together, under one `reference`.

    `requests` are the numbers of the requests that it serves.
    """

    stop: int
    reference: str
    requests: Sequence[str]
    board: str
    site: str
    street: str
    town: str
    postal_code: str
    contact: str
    phone: str
    cartons: Sequence[str]
    devices: int


class Move(StrEnum):
    """What a carrier says that it did."""

    COLLECTED = "collected"
    DELIVERED = "delivered"


@dataclass(frozen=True)
class Told:
    """A row of a carrier's file. With `fault` it cannot be read, and the rest of it says nothing."""

    row: int
    reference: str
    carrier: str
    move: Move
    at: datetime
    tracking: str = ""
    freight_cents: int = 0
    fault: Sentence | None = None


class Carrier(Protocol):
    """One carrier. `drives`: it is ours, leaves when we say so and is delivered stop by stop at the door; else it is
    handed a file, and answers with one."""

    @property
    def code(self) -> str:
        """What the trip keeps: at most 20 small letters."""

    @property
    def called(self) -> str:
        """What shipments keep of it, and all that hear of them."""

    @property
    def name(self) -> Sentence:
        """What people choose it by."""

    @property
    def roles(self) -> frozenset[Role]:
        """Who may send with it, and say what it did."""

    @property
    def drives(self) -> bool:
        """Whether we drive it ourselves."""

    def manifest(self, number: str, day: date, parcels: Sequence[Parcel]) -> Sequence[Sequence[Cell]]:
        """What it is handed: a row a parcel under a row of its own column names."""

    def answer(self, rows: Sequence[Row]) -> Sequence[Told]:
        """What its file says, row by row. Raises `Invalid` for other columns, `Conflict` where it sends no file."""
