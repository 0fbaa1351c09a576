"""How fast a writer goes: so many a second, or as fast as it can with a bounded number not yet heard."""

import asyncio
import itertools
import threading
import time
from collections.abc import AsyncIterator, Iterator

from services.chassis.database import open_engine
from tests.bench.tables import count_heard

# Enough to keep every reader busy; little enough that what is heard in a window was also written in it.
IN_FLIGHT = 1000
LOOK_EVERY_S = 0.05
PAUSE_S = 0.002


class Pace:
    """Numbers for the writers, until `stop` is set: each is the next event to write, now."""

    def __init__(self, sink: str, rate: float, stop: threading.Event, size: int = 1) -> None:
        self._stop, self._rate, self._size = stop, rate, size
        self._numbers = itertools.count()
        self._given = 0
        self._started = time.monotonic()
        self._engine = open_engine(sink)
        self._heard = self._before = self._count()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()

    def numbers(self) -> Iterator[int]:
        while not self._stop.is_set():
            number = next(self._numbers)
            while pause := self._pause(number):
                self._stop.wait(pause)
            if not self._stop.is_set():
                self._given = number + 1
                yield number

    async def numbers_async(self) -> AsyncIterator[int]:
        while not self._stop.is_set():
            number = next(self._numbers)
            while pause := self._pause(number):
                await asyncio.sleep(pause)
            if not self._stop.is_set():
                self._given = number + 1
                yield number

    def close(self) -> None:
        self._watch.join()
        self._engine.dispose()

    def _pause(self, number: int) -> float:
        """How long to wait now before this event; 0 when it is due, or when all is over."""
        if self._stop.is_set():
            return 0.0
        if self._rate and (left := self._started + number / self._rate - time.monotonic()) > 0:
            return min(left, 0.1)
        waiting = self._given * self._size - (self._heard - self._before)
        return PAUSE_S if waiting > IN_FLIGHT else 0.0

    def _look(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            self._heard = self._count()

    def _count(self) -> int:
        with self._engine.connect() as connection:
            return count_heard(connection)
