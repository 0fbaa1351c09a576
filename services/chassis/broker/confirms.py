"""Keeping count of what a broker has confirmed, returned and refused of one batch."""

import threading
from collections.abc import Sequence


class Confirms:
    """One batch on its way: told by the connection's thread, waited for by the publisher's.

    Messages are numbered from `first` in the order they are sent, as delivery tags are. `over` is set with the last
    one's answer, and by `fail`.
    """

    def __init__(self, first: int, ids: Sequence[str]) -> None:
        self._waiting = dict(enumerate(ids, first))
        self._returned: set[str] = set()
        self._safe: set[str] = set()
        self.refused = 0
        self.problem: str | None = None
        self.over = threading.Event()
        self._look()

    @property
    def safe(self) -> set[str]:
        """The ids that are durable in a queue at least. A return comes before its confirm, and takes it away."""
        return self._safe - self._returned

    def returned(self, message_id: str) -> None:
        self._returned.add(message_id)

    def acked(self, tag: int, multiple: bool) -> None:
        self._safe.update(self._taken(tag, multiple))
        self._look()

    def nacked(self, tag: int, multiple: bool) -> None:
        self.refused += len(self._taken(tag, multiple))
        self._look()

    def fail(self, problem: str) -> None:
        """Nothing more comes; the first reason stands."""
        self.problem = self.problem or problem
        self.over.set()

    def _taken(self, tag: int, multiple: bool) -> list[str]:
        tags = [one for one in self._waiting if one <= tag] if multiple else [tag] * (tag in self._waiting)
        return [self._waiting.pop(one) for one in tags]

    def _look(self) -> None:
        if not self._waiting:
            self.over.set()
