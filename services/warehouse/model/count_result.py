"""What a count found, judged device by device against the present: found, missing, misplaced, astray, or gone since."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Invalid
from services.contracts.sentence import say
from services.contracts.values import CODE_PERMANENT, LocationCode
from services.warehouse.model.device import Device
from services.warehouse.model.life import PRESENT, DeviceState
from services.warehouse.model.record import Record


class Verdict(StrEnum):
    """What a device of a count comes to. `gone` was moved by its records since, and concerns the count no more;
    `astray` was seen here though by its records it is picked, packed, with a board or retired."""

    FOUND = "found"
    MISSING = "missing"
    MISPLACED = "misplaced"
    ASTRAY = "astray"
    GONE = "gone"


class CountedDevice(Record):
    """A device of a count: one that stood there by its records when it was opened, or one that was scanned there.

    `state` and `location` are as its records had them then: what they say otherwise later has happened since. So has
    what was told of it after `noted`, an id in the order of time as those of events are: it may stand as before, and
    have been in somebody's hands meanwhile. None where that was not kept yet. `seen_at` is the place
    where it was seen; None where the count is of that place alone.
    """

    __tablename__ = "counted_device"

    count_id: Mapped[UUID] = mapped_column(ForeignKey("count.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    expected: Mapped[bool]
    state: Mapped[DeviceState]
    location: Mapped[str | None] = mapped_column(String(12))
    noted: Mapped[UUID | None]
    found_at: Mapped[datetime | None]
    found_by: Mapped[str | None] = mapped_column(String(200))
    seen_at: Mapped[str | None] = mapped_column(String(12))

    def verdict(self, place: str, device: Device, last: UUID | None) -> Verdict:
        """What it comes to, seen at `place` or not, as `device` stands now; `last` is the last event told of it."""
        moved = (device.state, device.location) != (self.state, self.location)
        since = moved or (self.noted is not None and last is not None and last > self.noted)
        if self.found_at is None:
            return Verdict.GONE if since else Verdict.MISSING
        if self.expected and self.location == place:
            return Verdict.FOUND
        if device.state in PRESENT and device.location == place:
            return Verdict.FOUND
        if since:
            return Verdict.GONE
        return Verdict.MISPLACED if may_be_moved(device) else Verdict.ASTRAY


class CountedUnknown(Record):
    """A code scanned in a count that names no device here."""

    __tablename__ = "counted_unknown"

    count_id: Mapped[UUID] = mapped_column(ForeignKey("count.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    found_at: Mapped[datetime]
    found_by: Mapped[str] = mapped_column(String(200))
    seen_at: Mapped[str | None] = mapped_column(String(12))


def check_unknown(code: str) -> None:
    """Raise `Invalid` where a code that names no device here may be a student's: it is not kept."""
    if CODE_PERMANENT.search(code):
        raise Invalid(
            "count.code_permanent",
            say("This is like a student's code permanent (4 letters and 8 digits) and no device's: it is not kept."),
        )


@dataclass
class Result:
    """The devices of a count by what they come to, and the codes that name none; `places` says where each device was
    seen or, of the missing, where it should be, and `codes_at` where each code was."""

    expected: int = 0
    unknown: Sequence[str] = ()
    places: dict[UUID, LocationCode] = field(default_factory=dict)
    codes_at: Sequence[LocationCode] = ()
    found: list[Device] = field(default_factory=list)
    missing: list[Device] = field(default_factory=list)
    misplaced: list[Device] = field(default_factory=list)
    astray: list[Device] = field(default_factory=list)


def may_be_moved(device: Device) -> bool:
    """Whether a count may put it where it was seen: it stands elsewhere in the warehouse, or was given up."""
    return device.state in PRESENT or device.state is DeviceState.WRITTEN_OFF


def judge(
    place: str,
    counted: Iterable[CountedDevice],
    devices: Mapping[UUID, Device],
    last: Mapping[UUID, UUID],
    unknown: Sequence[CountedUnknown],
) -> Result:
    """What a count of `place`, or of its zone, comes to now; `last` has the last event told of each device."""
    seen = [LocationCode(one.seen_at or place) for one in unknown]
    result = Result(unknown=[one.code for one in unknown], codes_at=seen)
    lists = {
        Verdict.FOUND: result.found,
        Verdict.MISSING: result.missing,
        Verdict.MISPLACED: result.misplaced,
        Verdict.ASTRAY: result.astray,
        Verdict.GONE: [],
    }
    for one in counted:
        device = devices[one.device_id]
        there = one.seen_at or (place if one.found_at else one.location or place)
        lists[one.verdict(there, device, last.get(device.id))].append(device)
        result.places[device.id] = LocationCode(there)
        result.expected += one.expected
    return result
