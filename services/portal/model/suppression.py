"""Small numbers are not published, and cannot be reckoned from the total that is.

A few devices in use in a small community may point at children. A cell of 1 to 4 is hidden; where the total would give
a hidden cell away, the smallest cells that remain are hidden with it (complementary suppression). A zero is told.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

# The least number that is told.
LEAST = 5


@dataclass(frozen=True)
class Published(Generic[K]):
    """The cells of a column and their total, as they may be told; None is hidden."""

    cells: dict[K, int | None]
    total: int | None


def published(cells: Mapping[K, int]) -> Published[K]:
    """The same cells always come out the same. The total is hidden only where nothing is left to hide others behind."""
    hidden = {key: count for key, count in cells.items() if 0 < count < LEAST}
    shown = sorted((count, number, key) for number, (key, count) in enumerate(cells.items()) if count >= LEAST)
    while hidden and not _vague(hidden) and shown:
        count, _, key = shown.pop(0)
        hidden[key] = count
    total = sum(cells.values()) if not hidden or _vague(hidden) else None
    return Published({key: None if key in hidden else count for key, count in cells.items()}, total)


def _vague(hidden: Mapping[K, int]) -> bool:
    """Whether their sum leaves each of them anything from 1 to `LEAST` at least."""
    return len(hidden) > 1 and sum(hidden.values()) - len(hidden) >= LEAST - 1
