"""Stock by type, and what counts of it found."""

from uuid import UUID

from services.contracts.event import Event
from services.contracts.values import LocationCode, ZoneCode


class StockChanged(Event):
    """Free devices by type, for the types that one transaction changed: on the shelf less reserved."""

    owner, noun, verb, about = "warehouse", "stock", "changed", "scope"

    scope: str = "reserve"
    free: dict[str, int]


class CountAdjusted(Event):
    """What a count of a location found was confirmed by a second person: written off, moved, or unknown here.

    Of a whole `zone`, `location` is its first place. `unadjusted` lines were not chosen and stay as they are.
    """

    owner, noun, verb, about = "warehouse", "count", "adjusted", "count"

    count: UUID
    location: LocationCode
    expected: int
    found: int
    missing: int
    misplaced: int
    unknown: int
    zone: ZoneCode | None = None
    reason: str = ""
    unadjusted: int = 0
