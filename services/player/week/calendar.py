"""The days of the week that is played: the seven before now, in Québec; a day takes seconds, and ends in its place."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

QUEBEC = ZoneInfo("America/Toronto")
DAYS = 7
# What happens in turn has its turn in time too.
APART = timedelta(seconds=2)


class Calendar:
    """`dated`: whether acts may be dated here, as in an exercise's installation; else all happens when it is done."""

    def __init__(self, now: datetime, dated: bool) -> None:
        today = now.astimezone(QUEBEC).replace(hour=0, minute=0, second=0, microsecond=0)
        self.dated = dated
        self._first, self._now = today - timedelta(days=DAYS), now

    @property
    def first(self) -> str:
        """The day on which it begins."""
        return (self._first if self.dated else self._now.astimezone(QUEBEC)).date().isoformat()

    def at(self, day: int, hour: float, turn: int = 0) -> str | None:
        """A moment of a day, from 0, and the turn in it; None where nothing may be dated."""
        if not self.dated:
            return None
        return (self._first + timedelta(days=day, hours=hour) + turn * APART).isoformat()
