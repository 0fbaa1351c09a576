"""Needs portraits, as they are given and shown, and the needs that follow from them."""

from datetime import date, datetime
from uuid import UUID

from flask_openapi import FileStorage
from pydantic import ConfigDict, Field, RootModel

from services.chassis.web.shapes import Answer, Body, Edited
from services.contracts.intake import OwnOrder, TypeNeed
from services.intake.shapes.count import MOST, Count, Word


class OwnOrderBody(OwnOrder):
    """Devices that the board ordered itself, and the day on which it expects them."""

    model_config = ConfigDict(extra="forbid")

    quantity: int = Field(gt=0, le=MOST)


class PortraitLineBody(Body):
    """One device type of a portrait: students in need by category, and what the board has itself.

    `on_order` counts all that is on order, `orders` those of which the day is known; without `on_order` they are all.
    """

    type: Word
    by_category: dict[Word, Count]
    own_available: Count = 0
    on_order: Count | None = None
    orders: list[OwnOrderBody] = Field(default_factory=list, max_length=60)
    in_repair: Count = 0

    def stated(self) -> TypeNeed:
        given = self.model_dump() | {"need": sum(self.by_category.values())}
        if self.on_order is None:
            given["on_order"] = sum(one.quantity for one in self.orders)
        return TypeNeed(**given)


class PortraitBody(Body):
    """A new version of a portrait. `weekly_capacity`: devices that the board can configure a week."""

    weekly_capacity: Count
    lines: list[PortraitLineBody] = Field(min_length=1, max_length=20)

    def stated(self) -> list[TypeNeed]:
        return [line.stated() for line in self.lines]


class PortraitFile(Body):
    """A portrait in a spreadsheet, CSV or XLSX. With one fault nothing of it is kept."""

    file: FileStorage


class CoverAnswer(Answer):
    """How much of one category's need is covered, the first priority first."""

    category: str
    need: int
    covered: int


class NeedAnswer(Answer):
    """One type: unmet = need - own available - on order - held, never below 0; satisfaction = covered / need.

    `held` = `to_come` (granted, not come yet) + `in_hand` (accepted, neither sent back nor lost): the system counts it.
    """

    type: str
    need: int
    own_available: int
    on_order: int
    in_repair: int
    held: int
    to_come: int
    in_hand: int
    unmet: int
    satisfaction: float
    categories: list[CoverAnswer]


class Needs(RootModel[list[NeedAnswer]]):
    """A board's needs by type."""


class OwnOrderAnswer(Answer):
    """Devices on order by the board, and when it expects them."""

    expected: date
    quantity: int


class PortraitLineAnswer(Answer):
    """One type of a portrait as it was given. `undated`: on order without a day."""

    type: str
    by_category: dict[str, int]
    own_available: int
    on_order: int
    expected: list[OwnOrderAnswer] = Field(serialization_alias="orders")
    undated: int
    in_repair: int


class FigureAnswer(Answer):
    """The place of a figure; `type` is empty for what concerns all types."""

    name: str
    type: str
    category: str | None
    expected: date | None


class ChangeAnswer(Answer):
    """A figure that is another now than in the version before; what is not given counts 0."""

    figure: FigureAnswer
    before: int
    after: int


class PortraitAnswer(Answer):
    """One version of a portrait, when it was given and by whom (an account's number)."""

    id: UUID
    board: str
    version: int
    weekly_capacity: int
    answered_at: datetime
    answered_by: str
    lines: list[PortraitLineAnswer]


class VersionAnswer(PortraitAnswer):
    """A version with what it changed of the one before."""

    changes: list[ChangeAnswer]


class PortraitPage(Answer):
    """Some versions, newest first."""

    items: list[VersionAnswer]
    next: UUID | None


class PortraitCreated(Edited):
    """The version just given, and the need that follows from it."""

    id: UUID
    board: str
    need: list[NeedAnswer]
