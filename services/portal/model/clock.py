"""Spans of a request's clock: the seconds between two moments, less those for which it stood still."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

HERE = ZoneInfo("America/Toronto")

# When each pause began and ended, as JSON keeps moments, and why; the last may still go on.
Pauses = Sequence[Sequence[str | None]]


def paused(pauses: Pauses, at: datetime, reason: str) -> list[Sequence[str | None]]:
    """With a pause that begins now; none within another."""
    return [*pauses] if running(pauses) else [*pauses, (at.isoformat(), None, reason)]


def resumed(pauses: Pauses, at: datetime) -> list[Sequence[str | None]]:
    """With the pause that goes on ended now."""
    return [*pauses[:-1], (pauses[-1][0], at.isoformat(), pauses[-1][2])] if running(pauses) else [*pauses]


def running(pauses: Pauses) -> bool:
    return bool(pauses) and pauses[-1][1] is None


def seconds(start: datetime | None, end: datetime | None, pauses: Pauses) -> int | None:
    """From start to end without the pauses between; None while one of them is not known. Half a second goes to even."""
    if start is None or end is None:
        return None
    if not pauses:
        return round((end - start).total_seconds())
    still = sum((_within(start, end, *pause[:2]) for pause in pauses), timedelta())
    return round((end - start - still) / timedelta(seconds=1))


def stood_still(start: datetime, pauses: Pauses) -> timedelta:
    """For how long the clock has stood still since the start, in pauses that are over."""
    ended = [(begun, over) for begun, over, *_ in pauses if over is not None]
    return sum((_within(start, datetime.fromisoformat(over), begun, over) for begun, over in ended), timedelta())


def stretches(start: datetime, end: datetime, pauses: Pauses) -> Iterator[tuple[datetime, datetime]]:
    """From start to end, what lies between the pauses."""
    for begun, over, *_ in pauses:
        stop = min(datetime.fromisoformat(str(begun)), end)
        if start < stop:
            yield start, stop
        start = max(start, datetime.fromisoformat(over)) if over else end
    if start < end:
        yield start, end


def week(at: datetime) -> str:
    """The ISO week of a moment by Québec's calendar: `2020-W35`. Weeks sort as texts."""
    year, number, _ = at.astimezone(HERE).isocalendar()
    return f"{year}-W{number:02d}"


def day_of(at: datetime) -> date:
    """The day of a moment in Québec."""
    return at.astimezone(HERE).date()


def _within(start: datetime, end: datetime, begun: str | None, over: str | None) -> timedelta:
    first = max(start, datetime.fromisoformat(begun or ""))
    last = min(end, datetime.fromisoformat(over)) if over else end
    return max(last - first, timedelta())
