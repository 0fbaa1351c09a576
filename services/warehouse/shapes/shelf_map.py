"""Shapes of the map of the shelves."""

from collections.abc import Iterable, Sequence
from typing import Self

from pydantic import Field

from services.chassis.web.shapes import Answer, Body
from services.warehouse.model.location import Fill, LocationKind
from services.warehouse.queries.shelf_map import Cell, ShelfMap, Zone


class MapQuery(Body):
    """The device type that is looked for, if any."""

    type: str | None = Field(None, max_length=24)


class CellAnswer(Answer):
    """A place. `capacity` and `holds` count devices, `room` how many more it takes, `of_type` those of the type that is
    looked for; null where none is."""

    code: str
    kind: LocationKind
    holds: int
    capacity: int | None
    room: int
    of_type: int | None
    fill: Fill


class ZoneAnswer(Answer):
    """A zone and its shelves, in walking order; `bay` and `level` stand in their codes."""

    name: str
    holds: int
    takes: int
    room: int
    empty: int
    over: int
    shelves: Sequence[CellAnswer]

    @classmethod
    def of(cls, one: Zone) -> Self:
        return cls(
            name=one.name,
            holds=one.holds,
            takes=one.takes,
            room=one.room,
            empty=one.count(Fill.EMPTY),
            over=one.count(Fill.OVER),
            shelves=_cells(one.shelves.values()),
        )


class MapAnswer(Answer):
    """The zones; `apart` are shelves whose codes say no bay and level, `others` docks, carts and benches."""

    zones: Sequence[ZoneAnswer]
    apart: Sequence[CellAnswer]
    others: Sequence[CellAnswer]

    @classmethod
    def of(cls, found: ShelfMap) -> Self:
        zones = [ZoneAnswer.of(one) for one in found.zones]
        return cls(zones=zones, apart=_cells(found.apart), others=_cells(found.others))


def _cells(found: Iterable[Cell]) -> list[CellAnswer]:
    return [CellAnswer.model_validate(one) for one in found]
