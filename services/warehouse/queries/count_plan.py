"""What is to be counted next: what short picks ask for, what was never or longest not counted; and how much was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.chassis.act import now
from services.warehouse.model.count import Count
from services.warehouse.model.count_place import CountedPlace
from services.warehouse.model.count_state import UNSETTLED
from services.warehouse.model.location import Location, LocationKind
from services.warehouse.queries.short_pick import ToCount, to_count


@dataclass(frozen=True)
class Coverage:
    """How many shelves there are and how many devices stand there; of both, how many were counted within these days."""

    days: int
    places: int
    devices: int
    places_counted: int
    devices_counted: int

    @property
    def percent(self) -> float | None:
        """Of the devices; None where none stands on a shelf."""
        return round(100 * self.devices_counted / self.devices, 1) if self.devices else None


@dataclass(frozen=True)
class NotCounted:
    """A shelf, and when it was last counted."""

    location: str
    counted_at: datetime | None


@dataclass(frozen=True)
class Plan:
    """What to count, the more urgent first, and what was counted."""

    asked: Sequence[ToCount]
    places: Sequence[NotCounted]
    coverage: Coverage


def plan(session: Session, days: int, limit: int) -> Plan:
    """The plan for now; three statements, whatever the warehouse holds."""
    return Plan(to_count(session), _longest(session, limit), _coverage(session, days))


def _longest(session: Session, limit: int) -> Sequence[NotCounted]:
    """Shelves that were never counted, then those that were longest not; those under way left out."""
    under_way = select(CountedPlace.location).join(Count).where(Count.state.in_(UNSETTLED))
    found = select(Location.code, Location.counted_at).where(Location.kind == LocationKind.SHELF)
    found = found.where(Location.code.not_in(under_way))
    rows = session.execute(found.order_by(Location.counted_at.asc().nulls_first(), Location.code).limit(limit))
    return [NotCounted(*row) for row in rows]


def _coverage(session: Session, days: int) -> Coverage:
    counted = Location.counted_at >= now() - timedelta(days=days)
    sums = (
        func.count(),
        func.coalesce(func.sum(Location.holds), 0),
        func.coalesce(func.sum(case((counted, 1), else_=0)), 0),
        func.coalesce(func.sum(case((counted, Location.holds), else_=0)), 0),
    )
    return Coverage(days, *session.execute(select(*sums).where(Location.kind == LocationKind.SHELF)).one())
