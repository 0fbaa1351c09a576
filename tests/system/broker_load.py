"""What the tests of faults share: a publisher and a consumer at work, and what must hold of them afterwards."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from services.chassis.broker.connection import BrokerAway
from services.chassis.broker.publisher import open_publisher
from tests.system.broker_stage import Listener, messages, numbers
from tests.system.waiting import wait_until

# Steady, and no more than leaves a starting node its share of the machine.
PAUSE_S = 0.02


class Load:
    """A publisher on its own thread, as the relay is: what was not confirmed goes out again, in order."""

    def __init__(self, url: str, within: float = 2.0) -> None:
        self._publisher = open_publisher(url)
        self._within = within
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.confirmed = 0
        self.away = 0

    def __enter__(self) -> "Load":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._publisher.close()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE_S):
            try:
                assert len(self._publisher.publish(messages(20, start=self.confirmed), self._within)) == 20
                self.confirmed += 20
            except BrokerAway:
                self.away += 1
                self._stop.wait(0.1)


def first_of_each(bodies: Sequence[bytes]) -> list[bytes]:
    """What an inbox lets pass: every message once, as it first came."""
    return list(dict.fromkeys(bodies))


def all_there(load: Load, warehouse: Listener) -> None:
    """Everything confirmed was handed over, in order."""
    wait_until(lambda: len(first_of_each(warehouse.bodies)) >= load.confirmed)
    assert first_of_each(warehouse.bodies) == numbers(len(first_of_each(warehouse.bodies)))


@contextmanager
def flowing(url: str) -> Iterator[tuple[Load, Listener]]:
    with Listener(url) as warehouse:
        with Load(url) as load:
            wait_until(lambda: load.confirmed >= 100 and warehouse.bodies)
            yield load, warehouse
        all_there(load, warehouse)


def back_after(load: Load, warehouse: Listener) -> float:
    """How long until a batch that is sent from now on was handed over."""
    started = time.monotonic()
    goal = load.confirmed + 40
    wait_until(lambda: load.confirmed >= goal and numbers(1, start=goal - 1)[0] in set(warehouse.bodies[-2000:]))
    return time.monotonic() - started
