"""The picture of all boards' needs on one day, and the portraits as files."""

from datetime import date, datetime
from typing import Self

from pydantic import Field

from services.chassis.sheet.writing import Format
from services.chassis.web.shapes import Answer, Body
from services.intake.model.portrait import Standing
from services.intake.queries.picture import BoardNeeds, Group, Picture
from services.intake.shapes.portrait import CoverAnswer, NeedAnswer


class OnDay(Body):
    """The day that is asked for; without one, now. A day to come is as now."""

    on: date | None = None


class ExportQuery(OnDay):
    """The day, and how the table leaves."""

    format: Format = Format.XLSX


class TotalAnswer(Answer):
    """One type over several boards; unmet need is added up board by board, cover by category."""

    type: str
    need: int
    own_available: int
    on_order: int
    in_repair: int
    to_come: int
    in_hand: int
    held: int
    unmet: int
    satisfaction: float
    categories: list[CoverAnswer]


class ExpectedAnswer(Answer):
    """What boards expect of their own orders in a month (its first day; null: no day is known)."""

    type: str
    month: date | None
    quantity: int
    late: int


class GroupAnswer(Answer):
    """Several boards together: how many have a current, a stale, no portrait; what they need, have and expect."""

    standings: dict[Standing, int]
    weekly_capacity: int
    totals: list[TotalAnswer]
    expected: list[ExpectedAnswer]


class RegionAnswer(GroupAnswer):
    """The boards of a region."""

    region: str

    @classmethod
    def of(cls, region: str, group: Group) -> Self:
        return cls(region=region, **dict(GroupAnswer.model_validate(group)))


class BoardNeedsAnswer(Answer):
    """One board as it stood that day."""

    board: str
    portrait: Standing
    version: int | None
    answered_at: datetime | None
    needs: list[NeedAnswer]

    @classmethod
    def of(cls, one: BoardNeeds) -> Self:
        return cls(
            board=one.board.code,
            portrait=one.standing,
            version=one.portrait.version if one.portrait else None,
            answered_at=one.portrait.answered_at if one.portrait else None,
            needs=[NeedAnswer.model_validate(need) for need in one.by_type.values()],
        )


class PictureAnswer(GroupAnswer):
    """All boards on `day`. `known` false: what was granted or held that day is not kept, and counts 0 here."""

    day: date
    known: bool
    regions: list[RegionAnswer] = Field(description="In the order of the regions' numbers.")
    boards: list[BoardNeedsAnswer]

    @classmethod
    def of(cls, found: Picture) -> Self:
        return cls(
            day=found.day,
            known=found.known,
            regions=[RegionAnswer.of(name, group) for name, group in found.regions.items()],
            boards=[BoardNeedsAnswer.of(one) for one in found.boards],
            **dict(GroupAnswer.model_validate(found)),
        )
