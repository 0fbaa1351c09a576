"""Long work of a page's thread, one at a time in a process: the other threads are there for scans."""

import threading
from typing import Self

from services.chassis.errors import Busy
from services.contracts.sentence import say

_long_work = threading.Lock()


class Turn:
    """Taken for the block by whoever finds that the work is long; what is short needs none."""

    def __init__(self) -> None:
        self._is_taken = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_taken:
            _long_work.release()

    def take(self) -> None:
        """A second call changes nothing. Raises `Busy` (`list.busy`) while another has it."""
        if not self._is_taken and not _long_work.acquire(blocking=False):
            raise Busy("list.busy", say("Another long list is being saved just now. Try again in a few seconds."))
        self._is_taken = True
