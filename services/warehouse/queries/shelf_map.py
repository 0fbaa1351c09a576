"""The map of the shelves: zones with their bays and levels as the codes say, and how full each place is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.warehouse.model.device import Device
from services.warehouse.model.life import PRESENT
from services.warehouse.model.location import Fill, Location, LocationKind, Spot, fill_of, spot_of
from services.warehouse.queries.stock import locations


@dataclass(frozen=True)
class Cell:
    """A place: what stands there, how many it takes, and how many of the type that is looked for stand there."""

    code: str
    kind: LocationKind
    holds: int
    capacity: int | None
    of_type: int | None

    @property
    def fill(self) -> Fill:
        return fill_of(self.holds, self.capacity)

    @property
    def room(self) -> int:
        """How many more it takes, as far as that was said."""
        return max((self.capacity or 0) - self.holds, 0)


@dataclass(frozen=True)
class Zone:
    """One zone and its shelves by bay and level."""

    name: str
    shelves: Mapping[tuple[int, int], Cell]

    @cached_property
    def bays(self) -> Sequence[int]:
        return sorted({bay for bay, _ in self.shelves})

    @cached_property
    def levels(self) -> Sequence[int]:
        """The highest first, as one stands before them."""
        return sorted({level for _, level in self.shelves}, reverse=True)

    @property
    def holds(self) -> int:
        return sum(one.holds for one in self.shelves.values())

    @property
    def takes(self) -> int:
        return sum(one.capacity or 0 for one in self.shelves.values())

    @property
    def room(self) -> int:
        return sum(one.room for one in self.shelves.values())

    @property
    def of_type(self) -> int:
        return sum(one.of_type or 0 for one in self.shelves.values())

    def count(self, fill: Fill) -> int:
        """How many of its shelves are so full."""
        return sum(one.fill is fill for one in self.shelves.values())


@dataclass(frozen=True)
class ShelfMap:
    """The zones in walking order; shelves whose codes say no bay and level; docks, carts and benches."""

    zones: Sequence[Zone]
    apart: Sequence[Cell]
    others: Sequence[Cell]


def shelf_map(session: Session, kind: str | None = None) -> ShelfMap:
    """The map, with how many devices of a type stand where, if one is named; three statements with it, two without."""
    # Places count what they hold, but at docks.
    at_docks = _standing(session, Device.location.in_(select(Location.code).where(Location.kind == LocationKind.DOCK)))
    of_type = _standing(session, Device.type == kind) if kind else None
    cells = [_cell(one, at_docks, of_type) for one in locations(session)]
    shelves = [one for one in cells if one.kind is LocationKind.SHELF]
    placed = [(spot, one) for one in shelves if (spot := spot_of(one.code))]
    others = [one for one in cells if one.kind is not LocationKind.SHELF]
    return ShelfMap(_zones(placed), [one for one in shelves if spot_of(one.code) is None], others)


def _cell(one: Location, at_docks: Mapping[str, int], of_type: Mapping[str, int] | None) -> Cell:
    holds = at_docks.get(one.code, 0) if one.kind is LocationKind.DOCK else one.holds
    return Cell(one.code, one.kind, holds, one.capacity, None if of_type is None else of_type.get(one.code, 0))


def _zones(placed: Iterable[tuple[Spot, Cell]]) -> list[Zone]:
    found: dict[str, dict[tuple[int, int], Cell]] = {}
    for spot, cell in placed:
        found.setdefault(spot.zone, {})[spot.bay, spot.level] = cell
    return [Zone(name, shelves) for name, shelves in found.items()]


def _standing(session: Session, which: ColumnElement[bool]) -> dict[str, int]:
    """How many of these devices stand at each place; one statement."""
    found = select(Device.location, func.count()).where(which, Device.state.in_(PRESENT), Device.location.is_not(None))
    return {str(code): count for code, count in session.execute(found.group_by(Device.location))}
