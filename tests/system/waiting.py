"""Waiting for an effect: as short as it takes, and never longer than said."""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

LOOK_EVERY_S = 0.005


def wait_until(ask: Callable[[], T], seconds: float = 30.0) -> T:
    """Ask until the answer is true and give it; fail when none came within so many seconds."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while time.monotonic() < end:
        answer = ask()
        if answer:
            return answer
        pause.wait(LOOK_EVERY_S)
    raise AssertionError(f"nothing came within {seconds} s")
