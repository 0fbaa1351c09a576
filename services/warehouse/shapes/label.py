"""Shapes of labels: what is to be labelled."""

from collections.abc import Sequence

from pydantic import Field, field_validator

from services.chassis.web.printing import MOST_LABELS, Printing
from services.chassis.web.shapes import Answer, Body
from services.contracts.values import LocationCode

MOST_TAGS = 2_000


class LocationLabels(Printing):
    """Labels of the places named, with blanks or commas between them, or of an aisle, or of all."""

    aisle: str | None = Field(None, pattern="[A-Z]{1,5}")
    codes: list[LocationCode] = Field(default=[], max_length=MOST_LABELS)

    @field_validator("codes", mode="before")
    @classmethod
    def parted(cls, typed: str) -> list[str]:
        return typed.replace(",", " ").split()


class DeviceLabels(Printing):
    """Labels of a delivery's devices: all, or from the `first` to the `last` of them, counted from 1."""

    first: int = Field(1, ge=1, le=1_000_000)
    last: int | None = Field(None, ge=1, le=1_000_000)

    @property
    def most(self) -> int:
        """How many at most: one more than a file may hold shows that there are too many."""
        return min(max((self.last or 2_000_000) - self.first + 1, 0), MOST_LABELS + 1)


class NewTags(Body):
    count: int = Field(ge=1, le=MOST_TAGS)


class TagsGiven(Answer):
    """New tags, and the numbers that they were given."""

    first: int
    last: int
    tags: Sequence[str]
