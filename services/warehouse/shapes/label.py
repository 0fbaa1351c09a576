"""Shapes of labels: how they are printed, and what is to be labelled."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Literal

from pydantic import Field, field_validator

from scanner.labels import MEDIA, Job, Symbology
from services.chassis.web.shapes import Answer, Body
from services.contracts.values import LocationCode

# One file holds no more: a sheet's printer jams before, and the next file goes on from there.
MOST_LABELS = 3_000
MOST_TAGS = 2_000


class LabelFile(StrEnum):
    """What labels are written as."""

    PDF = "pdf"
    ZPL = "zpl"


class Printing(Body):
    """How labels are printed; see `scanner.labels.Job`. The shift is in millimetres."""

    media: str = "5163"
    symbol: Symbology | None = None
    form: LabelFile = LabelFile.PDF
    dpi: Literal["203", "300"] | None = None
    start_at: int = 1
    copies: int = Field(1, ge=1, le=20)
    shift_x: float = Field(0.0, ge=-50, le=50)
    shift_y: float = Field(0.0, ge=-50, le=50)

    @field_validator("media")
    @classmethod
    def known(cls, name: str) -> str:
        if name not in MEDIA:
            raise ValueError(name)
        return name

    def job(self) -> Job:
        """The printer's job. Raises `Unprintable`."""
        dpi = int(self.dpi) if self.dpi else None
        shift = (self.shift_x, self.shift_y)
        return Job(MEDIA[self.media], self.symbol, dpi, self.start_at, self.copies, shift)


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
