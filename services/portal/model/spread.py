"""How long something took over many: count, mean, median and 90th percentile, in whole seconds.

Percentiles are by nearest rank, the same on every database and by hand: of n sorted values the one at place
ceil(n x p / 100). So each is a value that occurred; the median of an even number is the lower of the two in the middle.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LOW, MEDIAN, HIGH = 10, 50, 90


@dataclass(frozen=True)
class Spread:
    """Of `count` values (one at least), in seconds. The mean is rounded to the nearest second, a half to the even."""

    count: int
    mean_s: int
    median_s: int
    p90_s: int


def spread(values: Iterable[int]) -> Spread | None:
    """None where there is no value."""
    ranked = sorted(values)
    if not ranked:
        return None
    mean = round(sum(ranked) / len(ranked))
    return Spread(len(ranked), mean, nearest_rank(ranked, MEDIAN), nearest_rank(ranked, HIGH))


def nearest_rank(ranked: Sequence[int], percent: int) -> int:
    """The percentile of sorted values, of which there is one at least."""
    return ranked[-(-len(ranked) * percent // 100) - 1]
