"""Shapes of counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import Field, model_validator

from services.chassis.web.shapes import Answer, Body, Paging
from services.contracts.sentence import say
from services.contracts.values import FreeText, LocationCode, Malformed, Serial, ZoneCode
from services.warehouse.model.count import Count
from services.warehouse.model.count_result import Result
from services.warehouse.model.count_state import CountState
from services.warehouse.model.device import Device
from services.warehouse.shapes.device import MOST_DEVICES

EITHER = say("Give codes or devices, one of the two.")


PLACE = say("Give a location, or a zone: one of the two.")


class NewCount(Body):
    """What is to be counted: a location, or all of a zone."""

    location: LocationCode | None = None
    zone: ZoneCode | None = None

    @model_validator(mode="after")
    def one_place(self) -> Self:
        if bool(self.location) == bool(self.zone):
            raise Malformed(PLACE)
        return self

    @property
    def place(self) -> LocationCode | ZoneCode:
        return self.location or self.zone or LocationCode("")


class Found(Body):
    """What was seen at the location: serials and asset tags as they were read, or devices by their ids. In a count of
    a zone `location` says where."""

    location: LocationCode | None = None

    codes: list[Serial] = Field(default_factory=list, max_length=500)
    devices: list[UUID] = Field(default_factory=list, max_length=MOST_DEVICES)

    @model_validator(mode="after")
    def one_of_two(self) -> Self:
        if bool(self.codes) == bool(self.devices):
            raise Malformed(EITHER)
        return self


class Recount(Body):
    """Which place of a zone is counted once more."""

    location: LocationCode | None = None


class Adjustment(Body):
    """Why the books are made to agree; `devices` are the chosen lines, all where none are named."""

    reason: FreeText
    devices: list[UUID] | None = Field(None, max_length=MOST_DEVICES)


class CountQuery(Paging):
    state: CountState | None = None


class Noted(Answer):
    """How many were seen for the first time in this count."""

    noted: int


class CountedAnswer(Answer):
    """A device of a count, where it stands by its records, and where it was seen."""

    id: UUID
    maker: str
    serial: str
    state: str
    location: str | None
    seen_at: LocationCode | None = None


class CountLists(Answer):
    """What the count comes to now. `astray` were seen here though by their records they are not the warehouse's to
    move: picked, packed, with a board, retired. `found` is a number: it may be the whole location."""

    found: int
    missing: Sequence[CountedAnswer]
    misplaced: Sequence[CountedAnswer]
    astray: Sequence[CountedAnswer]
    unknown: Sequence[str]


class CountFigures(Answer):
    """How many: as the end of the count found it, and once adjusted as that did. `unknown` has the astray with it."""

    expected: int
    found: int
    missing: int
    misplaced: int
    unknown: int


class CountAnswer(Answer):
    """A count. What is expected is not told before it ends: who counts does not know it."""

    id: UUID
    number: str
    location: LocationCode | ZoneCode
    zone: bool
    state: CountState
    opened_by: str
    opened_at: datetime
    ended_at: datetime | None
    settled_by: str | None
    settled_at: datetime | None
    reason: str | None
    unadjusted: int
    figures: CountFigures | None = None
    scanned: int | None = None
    result: CountLists | None = None

    @classmethod
    def of(cls, count: Count, scanned: int | None = None, result: Result | None = None) -> Self:
        figures = CountFigures.model_validate(count) if count.ended_at else None
        more = {"figures": figures, "scanned": scanned, "result": _lists(result) if result else None}
        return cls.model_validate(count).model_copy(update=more)


class Counts(Answer):
    items: Sequence[CountAnswer]
    next: UUID | None


def _lists(result: Result) -> CountLists:
    return CountLists(
        found=len(result.found),
        missing=_devices(result.missing),
        misplaced=_devices(result.misplaced, result),
        astray=_devices(result.astray, result),
        unknown=result.unknown,
    )


def _devices(devices: Sequence[Device], seen: Result | None = None) -> list[CountedAnswer]:
    found = [CountedAnswer.model_validate(one) for one in devices]
    return [one.model_copy(update={"seen_at": seen.places[one.id]}) for one in found] if seen else found
