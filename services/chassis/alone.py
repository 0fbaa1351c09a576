"""One at a time: a lock file that one process holds while it lives, and the next gets as soon as it dies."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import portalocker

POLL_S = 0.1


@contextmanager
def alone(path: Path, stop: threading.Event) -> Iterator[bool]:
    """Wait until nobody else holds `path`, then yield True; False when `stop` was set while waiting.

    The lock is the operating system's: `kill -9` of its holder frees it at once.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        held = _acquire(file, stop)
        try:
            yield held
        finally:
            if held:
                portalocker.unlock(file)


def _acquire(file, stop: threading.Event) -> bool:  # type: ignore[no-untyped-def]
    while not stop.is_set():
        try:
            portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
        except portalocker.LockException:
            stop.wait(POLL_S)
        else:
            return True
    return False
