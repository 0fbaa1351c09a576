"""How many calls somebody may make: whoever calls more often than people and stations do waits, and nobody else does.

Counted in each process by itself, so that a caller whose calls are shared among processes has that many times as many;
what is kept is one number a caller. (The `limits` library keeps them too, and starts a thread for it again and again.)
"""

import threading
import time
from collections.abc import Callable

from services.chassis.errors import TooMany
from services.contracts.sentence import say

MINUTE_S = 60.0
# Callers that are known at once: who was heard of longest ago is forgotten for another.
MOST_CALLERS = 20_000


class Rates:
    """A minute's calls at once, and from then on so many a minute, evenly (a leaky bucket, as a virtual schedule)."""

    def __init__(self, a_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._every, self._clock = MINUTE_S / a_minute, clock
        self._due: dict[str, float] = {}
        self._lock = threading.Lock()

    def take(self, caller: str) -> None:
        """Count one call. Raises `TooMany`; what was refused does not count."""
        now = self._clock()
        with self._lock:
            due = max(self._due.pop(caller, now), now)
            refused = due - now > MINUTE_S - self._every / 2
            self._due[caller] = due if refused else due + self._every
            if len(self._due) > MOST_CALLERS:
                del self._due[next(iter(self._due))]
        if refused:
            raise TooMany("calls.many", say("That is too many calls at once. Wait a few seconds, then go on."))
