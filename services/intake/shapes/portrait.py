"""Needs portraits, as they are given and shown, and the needs that follow from them."""

from datetime import datetime
from uuid import UUID

from pydantic import Field, RootModel

from services.chassis.web.shapes import Answer, Body, Edited
from services.contracts.intake import TypeNeed
from services.intake.shapes.count import Count, Word


class PortraitLineBody(Body):
    """One device type of a portrait: students in need by category, and what the board has itself."""

    type: Word
    by_category: dict[Word, Count]
    own_available: Count = 0
    on_order: Count = 0
    in_repair: Count = 0

    def stated(self) -> TypeNeed:
        return TypeNeed(need=sum(self.by_category.values()), **self.model_dump())


class PortraitBody(Body):
    """A new version of a portrait. `weekly_capacity`: devices that the board can configure a week."""

    weekly_capacity: Count
    lines: list[PortraitLineBody] = Field(min_length=1, max_length=20)

    def stated(self) -> list[TypeNeed]:
        return [line.stated() for line in self.lines]


class CoverAnswer(Answer):
    """How much of one category's need is covered, the first priority first."""

    category: str
    need: int
    covered: int


class NeedAnswer(Answer):
    """One type: unmet = need - own available - on order - held, never below 0; satisfaction = covered / need."""

    type: str
    need: int
    own_available: int
    on_order: int
    in_repair: int
    held: int
    unmet: int
    satisfaction: float
    categories: list[CoverAnswer]


class Needs(RootModel[list[NeedAnswer]]):
    """A board's needs by type."""


class PortraitLineAnswer(Answer):
    """One type of a portrait as it was given."""

    type: str
    by_category: dict[str, int]
    own_available: int
    on_order: int
    in_repair: int


class PortraitAnswer(Answer):
    """One version of a portrait."""

    id: UUID
    board: str
    version: int
    weekly_capacity: int
    answered_at: datetime
    lines: list[PortraitLineAnswer]


class PortraitPage(Answer):
    """Some versions, newest first."""

    items: list[PortraitAnswer]
    next: UUID | None


class PortraitCreated(Edited):
    """The version just given, and the need that follows from it."""

    id: UUID
    board: str
    need: list[NeedAnswer]
