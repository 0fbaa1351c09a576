"""Waiting for an effect: as short as it takes, and never longer than said."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY_S, SELDOM_S = 0.005, 0.05
# What "at once" may take on a busy machine: far less than the 20 s after which a peer that fell silent is given up.
AT_ONCE_S = 5.0


def wait_until(ask: Callable[[], T], seconds: float = 60.0, seldom: float = SELDOM_S) -> T:
    """Ask until the answer is true and give it; fail when none came within so many seconds.

    After a second it asks every `seldom` seconds alone: who waits for long takes the processor from what it waits for.
    """
    begun = time.monotonic()
    end = begun + seconds
    pause = threading.Event()
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        pause.wait(LOOK_EVERY_S if time.monotonic() < begun + 1 else seldom)
    raise AssertionError(f"nothing came within {seconds} s")
