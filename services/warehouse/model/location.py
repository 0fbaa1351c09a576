"""The places of the warehouse: shelves, benches, carts and docks, and how many devices each takes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.sentence import Sentence, say
from services.warehouse.model.record import Record


class LocationKind(StrEnum):
    """What a place is for: stock stands on a shelf, work is done at a bench, a cart carries what is picked, and what
    comes or leaves stands at a dock."""

    SHELF = "shelf"
    BENCH = "bench"
    CART = "cart"
    DOCK = "dock"


WORDS: Mapping[LocationKind, Sentence] = {
    LocationKind.SHELF: say("shelf"),
    LocationKind.BENCH: say("bench"),
    LocationKind.CART: say("cart"),
    LocationKind.DOCK: say("dock"),
}
# What a place is by the name of its aisle, where nobody says it: as the doors, carts and benches here are labelled.
NAMED: Mapping[str, LocationKind] = {
    "QUAI": LocationKind.DOCK,
    "CHAR": LocationKind.CART,
    "BANC": LocationKind.BENCH,
}
# A shelf's label: its zone, and in it the bay and the level.
SPOT = re.compile(r"(?P<zone>[A-Z]+)-(?P<bay>\d{2})-(?P<level>\d{2})")
# More than one place takes.
MOST_DEVICES = 100_000


class Fill(StrEnum):
    """How full a place is, as far as it is said how many devices it takes."""

    EMPTY = "empty"
    LITTLE = "little"
    HALF = "half"
    MOST = "most"
    FULL = "full"
    OVER = "over"
    UNKNOWN = "unknown"


FILLS: Mapping[Fill, Sentence] = {
    Fill.EMPTY: say("empty"),
    Fill.LITTLE: say("up to a third"),
    Fill.HALF: say("up to two thirds"),
    Fill.MOST: say("more than two thirds"),
    Fill.FULL: say("full"),
    Fill.OVER: say("too full"),
    Fill.UNKNOWN: say("limit not known"),
}


@dataclass(frozen=True)
class Spot:
    """Where a shelf is, as its code says."""

    zone: str
    bay: int
    level: int


class Location(Record):
    """A place that a device may stand at. Walking order is the order of the codes. `capacity` counts devices; None
    where nobody said how many it takes. `holds` counts those that stand there, but at docks: each receipt would wait
    there for the one before it. `counted_at`: when a count of it was last confirmed."""

    __tablename__ = "location"
    __table_args__ = (Index("location_counted", "kind", "counted_at"),)

    code: Mapped[str] = mapped_column(String(12), primary_key=True)
    kind: Mapped[LocationKind] = mapped_column(default=LocationKind.SHELF)
    capacity: Mapped[int | None]
    holds: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime | None]


def kind_of(code: str) -> LocationKind:
    """What a place of this code is, where nobody says it."""
    return NAMED.get(code.partition("-")[0], LocationKind.SHELF)


def spot_of(code: str) -> Spot | None:
    """Where a place of this code is; None where the code says no bay and level."""
    found = SPOT.fullmatch(code)
    return Spot(found["zone"], int(found["bay"]), int(found["level"])) if found else None


def fill_of(holds: int, capacity: int | None) -> Fill:
    """How full a place is that holds so many."""
    if holds == 0:
        return Fill.EMPTY
    if capacity is None:
        return Fill.UNKNOWN
    if holds >= capacity:
        return Fill.FULL if holds == capacity else Fill.OVER
    return (Fill.LITTLE, Fill.HALF, Fill.MOST)[(3 * holds - 1) // capacity]
