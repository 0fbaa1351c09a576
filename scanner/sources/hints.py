"""Hints that a person can act on: told once they hold, not at each frame that lacks a little."""

from scanner.reading import Hint, Seen

# So long a hint must be the only one before it is told; a frame without any in between does not end it.
HOLD_SECONDS, GAP_SECONDS = 0.8, 0.4


class Hints:
    """Fed what each frame shows; gives a hint once, when it has held, and again only after it had ceased."""

    def __init__(self) -> None:
        self._hint: Hint | None = None
        self._since = self._last = 0.0
        self._told = False

    def see(self, at: float, seen: Seen) -> Hint | None:
        """The hint to tell now, at `at` seconds, if there is one."""
        if seen.codes or at - self._last > GAP_SECONDS:
            self._hint = None
        if seen.hint is None:
            return None
        if seen.hint is not self._hint:
            self._hint, self._since, self._told = seen.hint, at, False
        self._last = at
        if self._told or at - self._since < HOLD_SECONDS:
            return None
        self._told = True
        return seen.hint
