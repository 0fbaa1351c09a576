"""Shapes of what is to be counted next, and of how right the records were."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field

from services.chassis.web.shapes import Answer, Body
from services.contracts.values import LocationCode
from services.warehouse.queries.accuracy import By


class PlanQuery(Body):
    """Counted within how many days; how many places are proposed at most."""

    days: int = Field(90, ge=1, le=3_660)
    limit: int = Field(50, ge=1, le=200)


class AskedPlace(Answer):
    """A place that short picks ask for: how many were lacking there, since when."""

    location: LocationCode
    lacking: int
    since: datetime


class PlannedPlace(Answer):
    """A shelf, and when a count of it was last confirmed; null where none ever was. How much stands there is not told:
    somebody is about to count it."""

    location: LocationCode
    counted_at: datetime | None


class CoverageAnswer(Answer):
    """How much of the reserve was counted within these days: shelves, and devices that stand there; null is of
    nothing."""

    days: int
    places: int
    places_counted: int
    devices: int
    devices_counted: int
    percent: float | None


class PlanAnswer(Answer):
    asked: Sequence[AskedPlace]
    places: Sequence[PlannedPlace]
    coverage: CoverageAnswer


class AccuracyQuery(Body):
    by: By = By.ZONE
    weeks: int = Field(26, ge=1, le=520)


class AccuracyRow(Answer):
    """A week (its Monday) in a zone or of a type. `percent`: of all that was expected or seen, how much stood where
    the records have it; null is of nothing. A code that names no device has no type: its row's `of` is empty."""

    week: date
    of: str
    places: int
    expected: int
    correct: int
    missing: int
    misplaced: int
    unknown: int
    percent: float | None


class AccuracyAnswer(Answer):
    items: Sequence[AccuracyRow]
