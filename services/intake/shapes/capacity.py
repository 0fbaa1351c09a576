"""What boards can configure a week, as declared and as done."""

from datetime import date
from typing import Self

from pydantic import Field, RootModel

from services.chassis.web.shapes import Answer, Body
from services.intake.queries.capacity import Capacity


class WeeksQuery(Body):
    """How many weeks, the running one included."""

    weeks: int = Field(8, ge=1, le=60)


class WeekAnswer(Answer):
    """A week (`2021-W03`) from its Monday on. `declared`: by the portrait that stood at its end, null without one."""

    name: str = Field(serialization_alias="week")
    monday: date
    declared: int | None
    configured: int
    by_type: dict[str, int]


class CapacityAnswer(Answer):
    """A board's weeks, the newest first, and the most that it configured in one of them."""

    board: str
    declared: int | None
    best: int
    weeks: list[WeekAnswer]

    @classmethod
    def of(cls, found: Capacity) -> Self:
        weeks = [WeekAnswer.model_validate(week) for week in found.weeks]
        return cls(board=found.board.code, declared=found.declared, best=found.best, weeks=weeks)


class Capacities(RootModel[list[CapacityAnswer]]):
    """Every board's."""
