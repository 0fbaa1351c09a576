"""Stacks take turns, and single scans pass them: whoever holds one label under a scanner waits for an answer."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Lock

# More than a person scans while one answer is on its way: a stack, or what a station kept without a network.
STACK = 10
_turn = Lock()


@contextmanager
def lane(scans: int) -> Iterator[None]:
    """For so many scans sent together: of stacks one is judged at a time in a process, which is as soon as several at
    once would be, and single scans share the interpreter with one of them, not with all."""
    with _turn if scans > STACK else nullcontext():
        yield
