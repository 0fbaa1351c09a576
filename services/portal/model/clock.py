"""Spans of a request's clock: the seconds between two moments, less those for which it stood still."""

from collections.abc import Sequence
from datetime import datetime, timedelta

# When each pause began and ended, as JSON keeps moments; the last may still go on.
Pauses = Sequence[Sequence[str | None]]


def paused(pauses: Pauses, at: datetime) -> list[Sequence[str | None]]:
    """With a pause that begins now; none within another."""
    return [*pauses] if running(pauses) else [*pauses, (at.isoformat(), None)]


def resumed(pauses: Pauses, at: datetime) -> list[Sequence[str | None]]:
    """With the pause that goes on ended now."""
    return [*pauses[:-1], (pauses[-1][0], at.isoformat())] if running(pauses) else [*pauses]


def running(pauses: Pauses) -> bool:
    return bool(pauses) and pauses[-1][1] is None


def seconds(start: datetime | None, end: datetime | None, pauses: Pauses) -> int | None:
    """From start to end without the pauses between; None while one of them is not known."""
    if start is None or end is None:
        return None
    still = sum(_within(start, end, *pause) for pause in pauses)
    return round((end - start).total_seconds() - still)


def stood_still(start: datetime, pauses: Pauses) -> timedelta:
    """For how long the clock has stood still since the start, in pauses that are over."""
    over = [pause for pause in pauses if pause[1] is not None]
    return timedelta(seconds=sum(_within(start, datetime.fromisoformat(str(end)), begun, end) for begun, end in over))


def _within(start: datetime, end: datetime, begun: str | None, over: str | None) -> float:
    first = max(start, datetime.fromisoformat(begun or ""))
    last = min(end, datetime.fromisoformat(over)) if over else end
    return max((last - first).total_seconds(), 0.0)
