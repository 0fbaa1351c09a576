"""How right the records were, week by week, by zone or by type: from what confirmed counts wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.act import now
from services.warehouse.model.count_place import NO_TYPE, PlaceFigure, week_of


class By(StrEnum):
    """What a week is parted by: the aisles of the warehouse, or the types of devices."""

    ZONE = "zone"
    TYPE = "type"


@dataclass(frozen=True)
class Accuracy:
    """A week, its Monday, in one zone or of one type; the counts of devices add up to all that was expected or seen."""

    week: date
    of: str
    places: int
    correct: int
    missing: int
    misplaced: int
    unknown: int

    @property
    def expected(self) -> int:
        return self.correct + self.missing

    @property
    def percent(self) -> float | None:
        """How much of what was expected or seen stood where the records have it; None of nothing."""
        whole = self.expected + self.misplaced + self.unknown
        return round(100 * self.correct / whole, 1) if whole else None


def accuracy(session: Session, by: By, weeks: int) -> Sequence[Accuracy]:
    """The last weeks, this one among them, newest first; one statement, an index serves it."""
    of = PlaceFigure.aisle if by is By.ZONE else PlaceFigure.type
    sums = [func.sum(getattr(PlaceFigure, name)) for name in ("correct", "missing", "misplaced", "unknown")]
    # Each place of a count has one row without a type, and one of each type that was expected or seen there.
    places = func.sum(case((PlaceFigure.type == NO_TYPE, 1), else_=0)) if by is By.ZONE else func.count()
    since = week_of(now()) - timedelta(weeks=weeks - 1)
    found = select(PlaceFigure.week, of, places, *sums).where(PlaceFigure.week >= since)
    if by is By.TYPE:
        found = found.where(or_(PlaceFigure.type != NO_TYPE, PlaceFigure.unknown > 0))
    found = found.group_by(PlaceFigure.week, of).order_by(PlaceFigure.week.desc(), of)
    return [Accuracy(*row) for row in session.execute(found)]
