"""Locations are made known, with what they are for and how many devices they take: by a call, or from a file."""

import csv
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from services.chassis.errors import Invalid
from services.chassis.upsert import insert
from services.contracts.sentence import say
from services.contracts.values import LocationCode
from services.warehouse.model.device import Device
from services.warehouse.model.life import PRESENT
from services.warehouse.model.location import MOST_DEVICES, Location, LocationKind, kind_of

# What may be said of a location beside its code.
SAID = ("kind", "capacity")


@dataclass(frozen=True)
class Place:
    """A location as somebody describes it; without a `kind` its name says it, without a `capacity` nobody does."""

    code: LocationCode
    kind: LocationKind | None = None
    capacity: int | None = None

    def row(self) -> dict[str, object]:
        """Raises `Invalid` for a dock with a capacity: it takes what the trucks bring."""
        kind = self.kind or kind_of(self.code)
        if kind is LocationKind.DOCK and self.capacity is not None:
            raise Invalid("locations.invalid", say("%(code)s is a dock: it has no capacity.", code=self.code))
        return {"code": self.code, "kind": kind, "capacity": self.capacity, "holds": 0}


def keep_locations(session: Session, places: Iterable[Place], said: Collection[str] = ()) -> int:
    """Make these locations known; how many are named.

    Those known already stay as they are, but for the columns of `SAID` that are `said` of all of them.
    """
    rows = [place.row() for _, place in sorted({place.code: place for place in places}.items())]
    if rows:
        add = insert(session, Location)
        changed = {name: add.excluded[name] for name in SAID if name in said}
        known = add.on_conflict_do_update(index_elements=["code"], set_=changed) if changed else None
        session.execute(add.on_conflict_do_nothing() if known is None else known, rows)
    if "kind" in said:
        _recount(session, {place["code"] for place in rows})
    return len(rows)


def _recount(session: Session, codes: Collection[object]) -> None:
    """Count anew what stands at these locations, now locked: at docks it is not."""
    standing = select(func.count()).where(Device.location == Location.code, Device.state.in_(PRESENT))
    counted = case((Location.kind == LocationKind.DOCK, 0), else_=standing.scalar_subquery())
    session.execute(update(Location).where(Location.code.in_(codes)).values(holds=counted))


def keep_location(session: Session, place: Place) -> None:
    """Have one location be as it is described, known before or not."""
    keep_locations(session, [place], SAID)


def import_locations(session: Session, csv_text: str) -> int:
    """Make known the locations in the column `code` of a CSV file; how many there are.

    Columns `kind` and `capacity`, where the file has them, say it of all its locations, of those known before too: an
    empty field there is a kind by the name, and no capacity. Raises `Invalid` without a column `code` and for a kind
    or a capacity that is none, and `values.Malformed` at the first code that is none: nothing is kept then.
    """
    rows = csv.DictReader(csv_text.splitlines())
    if "code" not in (rows.fieldnames or []):
        raise Invalid("locations.invalid", say("The file needs a column named code."))
    return keep_locations(session, [_place(row) for row in rows], set(SAID) & set(rows.fieldnames or []))


def _place(row: Mapping[str, str | None]) -> Place:
    code = LocationCode(row["code"] or "")
    return Place(code, _kind(code, row.get("kind") or ""), _capacity(code, row.get("capacity") or ""))


def _kind(code: str, text: str) -> LocationKind | None:
    try:
        return LocationKind(text.strip().lower()) if text.strip() else None
    except ValueError as error:
        told = say("Location %(code)s: a kind is shelf, bench, cart or dock.", code=code)
        raise Invalid("locations.invalid", told) from error


def _capacity(code: str, text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= MOST_DEVICES):
        told = say("Location %(code)s: a capacity is a whole number of devices.", code=code)
        raise Invalid("locations.invalid", told)
    return int(text)
