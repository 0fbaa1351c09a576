"""Passwords that leaked, where the installation has a list of such: it is read on the disk, and nobody is asked."""

import hashlib
from pathlib import Path

from services.contracts.sentence import Sentence, say

# A line is the SHA-1 of a password in capitals, and what else there is behind it; the lines are in order.
SUM = 40
LEAKED = say("This password is in a list of passwords that leaked elsewhere. Take another.")


def leaked(listed: Path | None, chosen: str) -> Sentence | None:
    """What is wrong with a password that stands in the list; None where it does not, or no list was set.

    Halves the file: forty looks for a billion lines. Raises `OSError` for a list that cannot be read.
    """
    if listed is None:
        return None
    wanted = hashlib.sha1(chosen.encode(), usedforsecurity=False).hexdigest().upper().encode()
    return LEAKED if _first_from(listed, wanted) == wanted else None


def _first_from(listed: Path, wanted: bytes) -> bytes:
    """The first sum of the list that is not before this one."""
    with listed.open("rb") as lines:

        def line_from(place: int) -> bytes:
            """The sum of the first line that begins at a place or after it."""
            lines.seek(max(place - 1, 0))
            if place:
                lines.readline()
            return lines.readline()[:SUM]

        low, high = 0, lines.seek(0, 2)
        while low < high:
            middle = (low + high) // 2
            found = line_from(middle)
            low, high = (low, middle) if not found or found >= wanted else (middle + 1, high)
        return line_from(low)
