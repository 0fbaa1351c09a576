"""What a source tells of itself besides what it shows: it was lost, it is back; and how long one waits meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0


@dataclass(frozen=True)
class Lost:
    """A camera or keyboard that was there is not: it is opened again until it is back."""

    source: str


@dataclass(frozen=True)
class Back:
    """What was lost shows something again."""

    source: str


class Unopened(Exception):
    """A source that was never there, or cannot be used: nothing to wait for."""


def pauses() -> Iterator[float]:
    """Between one try and the next, in seconds, doubling."""
    pause = FIRST_PAUSE
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)
