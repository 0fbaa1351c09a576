"""The places of a count, and what each confirmed count found at each of them, by type: how right the records are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.warehouse.model.count_result import Result
from services.warehouse.model.device import Device
from services.warehouse.model.record import Record

QUEBEC = ZoneInfo("America/Toronto")
# The figures of a place that concern no type: what is seen there and known to nobody. Each place has this row.
NO_TYPE = ""


class CountedPlace(Record):
    """A place that a count is of."""

    __tablename__ = "counted_place"
    __table_args__ = (Index("counted_place_location", "location"),)

    count_id: Mapped[UUID] = mapped_column(ForeignKey("count.id"), primary_key=True)
    location: Mapped[str] = mapped_column(String(12), primary_key=True)


class PlaceFigure(Record):
    """What one confirmed count found at one place of one type. What moved while it ran is in none of the figures.

    `correct` stood where the records have it, `missing` did not, `misplaced` and `unknown` were seen there and should
    not be. `week` is the Monday of its confirmation, `aisle` what the place's code begins with.
    """

    __tablename__ = "place_figure"
    __table_args__ = (Index("place_figure_week", "week"),)

    count_id: Mapped[UUID] = mapped_column(ForeignKey("count.id"), primary_key=True)
    location: Mapped[str] = mapped_column(String(12), primary_key=True)
    type: Mapped[str] = mapped_column(String(24), primary_key=True)
    week: Mapped[date]
    aisle: Mapped[str] = mapped_column(String(5))
    correct: Mapped[int]
    missing: Mapped[int]
    misplaced: Mapped[int]
    unknown: Mapped[int]


def week_of(at: datetime) -> date:
    """The Monday of a moment's week, in Québec's calendar."""
    day = at.astimezone(QUEBEC).date()
    return day - timedelta(days=day.weekday())


def figures(count: UUID, places: Sequence[str], result: Result, at: datetime) -> list[dict[str, Any]]:
    """The rows of `PlaceFigure` of a count that is confirmed at this moment."""
    found = {
        "correct": _by_place(result, result.found),
        "missing": _by_place(result, result.missing),
        "misplaced": _by_place(result, result.misplaced),
        "unknown": _by_place(result, result.astray) + Counter((str(place), NO_TYPE) for place in result.codes_at),
    }
    keys = {(place, NO_TYPE) for place in places}.union(*found.values())
    whose = {"count_id": count, "week": week_of(at)}
    return [
        {
            **whose,
            "location": place,
            "type": kind,
            "aisle": place.partition("-")[0],
            **{name: some[place, kind] for name, some in found.items()},
        }
        for place, kind in sorted(keys)
    ]


def _by_place(result: Result, devices: Iterable[Device]) -> Counter[tuple[str, str]]:
    return Counter((str(result.places[one.id]), one.type) for one in devices)
