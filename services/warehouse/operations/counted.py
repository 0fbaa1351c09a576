"""What was seen in counts is noted, each device and each unknown code once a count, with one statement a kind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from uuid_utils.compat import uuid7

from services.chassis.act import act_of
from services.chassis.upsert import insert
from services.warehouse.model.count import Count
from services.warehouse.model.count_result import CountedDevice, CountedUnknown
from services.warehouse.model.device import Device
from services.warehouse.model.life import DeviceState

FIRST = ("found_at", "found_by", "seen_at")


@dataclass(frozen=True)
class Sight:
    """A device, or a code that names none here, as it was seen in a count and as the records had it then."""

    count: UUID
    what: UUID | str
    at: datetime
    state: DeviceState | None = None
    location: str | None = None
    seen_at: str | None = None
    id: UUID = field(default_factory=uuid7)

    @classmethod
    def of(cls, count: Count, what: Device | str, at: datetime, place: str) -> Self:
        """What was seen at `place`, which is kept where a whole zone is counted."""
        seen_at = place if count.zone else None
        if isinstance(what, str):
            return cls(count.id, what, at, seen_at=seen_at)
        return cls(count.id, what.id, at, what.state, what.location, seen_at)

    @property
    def key(self) -> tuple[UUID, UUID | str]:
        return self.count, self.what


def seen(
    session: Session, counts: Collection[UUID], devices: Collection[UUID], codes: Collection[str]
) -> set[tuple[UUID, UUID | str]]:
    """What of these devices and codes was seen in these counts already."""
    known = select(CountedDevice.count_id, CountedDevice.device_id).where(
        CountedDevice.count_id.in_(counts), CountedDevice.device_id.in_(devices), CountedDevice.found_at.is_not(None)
    )
    unknown = select(CountedUnknown.count_id, CountedUnknown.code).where(
        CountedUnknown.count_id.in_(counts), CountedUnknown.code.in_(codes)
    )
    return {(row[0], row[1]) for statement in (known, unknown) for row in session.execute(statement)}


def counters(
    session: Session, key: UUID, seen: Mapping[type[CountedDevice] | type[CountedUnknown], ColumnElement[bool]]
) -> set[str]:
    """Who saw what fits these conditions in a count."""
    found = (select(kind.found_by).where(kind.count_id == key, fits) for kind, fits in seen.items())
    return {str(name) for statement in found for name in session.scalars(statement.distinct())}


def note(session: Session, sights: Sequence[Sight]) -> None:
    """Keep what was seen; what was seen before stays as it was seen first."""
    devices = {sight.key: _device(session, sight) for sight in sights if isinstance(sight.what, UUID)}
    unknown = {sight.key: _unknown(session, sight) for sight in sights if isinstance(sight.what, str)}
    # RETURNING makes it pages of one statement each on PostgreSQL, where many rows without it are many statements.
    if devices:
        add = insert(session, CountedDevice)
        first = {name: func.coalesce(getattr(CountedDevice, name), add.excluded[name]) for name in FIRST}
        once = add.on_conflict_do_update(index_elements=["count_id", "device_id"], set_=first)
        session.execute(once.returning(CountedDevice.device_id), list(devices.values()))
    if unknown:
        once = insert(session, CountedUnknown).on_conflict_do_nothing()
        session.execute(once.returning(CountedUnknown.code), list(unknown.values()))


def _device(session: Session, sight: Sight) -> dict[str, object]:
    return {
        "count_id": sight.count,
        "device_id": sight.what,
        "expected": False,
        "state": sight.state,
        "location": sight.location,
        "noted": sight.id,
        "found_at": sight.at,
        "found_by": act_of(session).actor,
        "seen_at": sight.seen_at,
    }


def _unknown(session: Session, sight: Sight) -> dict[str, object]:
    return {
        "count_id": sight.count,
        "code": sight.what,
        "found_at": sight.at,
        "found_by": act_of(session).actor,
        "seen_at": sight.seen_at,
    }
