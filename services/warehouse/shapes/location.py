"""Shapes of locations, and of what waits to be put away."""

from collections.abc import Sequence
from typing import Self

from pydantic import Field, RootModel

from services.chassis.web.shapes import Answer, Body
from services.contracts.values import LocationCode
from services.warehouse.model.location import MOST_DEVICES, Location, LocationKind


class Locations(Body):
    """Locations, by their codes."""

    codes: list[LocationCode] = Field(max_length=10_000)


class NewLocations(Locations):
    """Locations, and what they all are. Of those known already only what is given here is changed; null is a kind by
    the name of the place, and no capacity."""

    kind: LocationKind | None = None
    capacity: int | None = Field(None, ge=0, le=MOST_DEVICES)


class NewLocation(Body):
    """One location, as a form describes it."""

    code: LocationCode
    kind: LocationKind | None = None
    capacity: int | None = Field(None, ge=0, le=MOST_DEVICES)


class LocationAnswer(Answer):
    """A location. `capacity` and `holds` count devices; at docks what stands there is not counted."""

    code: LocationCode
    kind: LocationKind
    capacity: int | None
    holds: int


class LocationList(Answer):
    """Every location, in walking order: by its code, and with what it is."""

    codes: Sequence[LocationCode]
    places: Sequence[LocationAnswer]

    @classmethod
    def of(cls, found: Sequence[Location]) -> Self:
        places = [LocationAnswer.model_validate(one) for one in found]
        return cls(codes=[one.code for one in places], places=places)


class WaitingAnswer(Answer):
    """Devices of one model that wait together, in one supplier's `carton` or in none. `place` is where they go; null
    where no shelf that says how much it takes has room."""

    origin: str
    carton: str | None
    model: str
    count: int
    place: str | None


class ToPutAway(RootModel[Sequence[WaitingAnswer]]):
    """What waits to be put away, the first 200 cartons and lots of it, what was announced first before all."""
