"""The one picture as it is asked for and shown: how far needs are met, ranked, and week by week."""

from datetime import date
from typing import Self

from pydantic import Field

from services.chassis.web.shapes import Answer
from services.intake.model.met import Focus
from services.intake.model.portrait import Standing
from services.intake.queries.met import Overview, Rank
from services.intake.queries.weeks_met import WeekMet
from services.intake.shapes.count import Word
from services.intake.shapes.picture import OnDay


class PictureQuery(OnDay):
    """The day, what one looks at (all, where nothing is named), and which region or board comes first."""

    type: Word | None = None
    category: Word | None = None
    region: str | None = Field(None, max_length=2)
    rank: Rank = Rank.LEAST

    def focus(self) -> Focus:
        return Focus(self.type, self.category, self.region)


class MetAnswer(Answer):
    """Needed, covered, and covered / need (null where nothing is needed)."""

    need: int
    covered: int
    unmet: int
    satisfaction: float | None


class PartMetAnswer(Answer):
    """A type or a category by its code; categories are covered in their order."""

    code: str
    met: MetAnswer


class RegionMetAnswer(PartMetAnswer):
    """A region, and how many of its boards have a current, a stale, no portrait."""

    name: str
    standings: dict[Standing, int]


class WeekMetAnswer(Answer):
    """A week (`2021-W03`) as it ended on `day`. `known` false: what was granted or held then is not kept."""

    name: str = Field(serialization_alias="week")
    day: date
    answered: int
    known: bool
    met: MetAnswer


class OverviewAnswer(Answer):
    """How far needs are met on `day`. `never`, `stale`: codes of boards without a portrait, or with one too old."""

    day: date
    known: bool
    met: MetAnswer
    by_category: list[PartMetAnswer]
    by_type: list[PartMetAnswer]
    by_region: list[RegionMetAnswer]
    by_board: list[PartMetAnswer] = Field(description="The boards that ever answered.")
    never: list[str]
    stale: list[str]
    weeks: list[WeekMetAnswer] = Field(description="The oldest first.")

    @classmethod
    def of(cls, found: Overview, weeks: list[WeekMet]) -> Self:
        regions = [
            {"code": one.code, "name": one.name, "standings": one.group.standings, "met": one.met}
            for one in found.by_region
        ]
        return cls(
            day=found.picture.day,
            known=found.picture.known,
            met=MetAnswer.model_validate(found.met),
            by_category=[PartMetAnswer.model_validate(one) for one in found.by_category],
            by_type=[PartMetAnswer.model_validate(one) for one in found.by_type],
            by_region=[RegionMetAnswer.model_validate(one) for one in regions],
            by_board=[PartMetAnswer.model_validate(one) for one in found.by_board],
            never=[one.board.code for one in found.never],
            stale=[one.board.code for one in found.stale],
            weeks=[WeekMetAnswer.model_validate(one) for one in weeks],
        )
