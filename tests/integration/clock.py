"""The clock of a house in place, set by a test: the chassis's `now` is the one place where the services read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from unittest.mock import patch
from zoneinfo import ZoneInfo

from services.chassis import act

QUEBEC = ZoneInfo("America/Toronto")


class Clock:
    """Stands where `act.now` looks for the class `datetime`. Each look is a millisecond later: what happens in turn
    has its turn in time too."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self, zone: tzinfo) -> datetime:
        self.at += timedelta(milliseconds=1)
        return self.at.astimezone(zone)

    def set(self, day: str, time: str = "10:00") -> None:
        """Move it to that moment in Québec; never back."""
        at = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=QUEBEC).astimezone(UTC)
        assert at > self.at, f"{day} {time} is past"
        self.at = at


@contextmanager
def clock_set(day: str, time: str = "08:00") -> Iterator[Clock]:
    """A clock that starts at that moment in Québec, for every service of this process."""
    clock = Clock(datetime(2000, 1, 1, tzinfo=UTC))
    clock.set(day, time)
    with patch.object(act, "datetime", clock):
        yield clock
