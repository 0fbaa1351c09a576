"""What a table of the clock says of each group: count, mean, median, 90th percentile, by the audit's own hand."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Tables = dict[str, dict[str, dict[str, "Figures"]]]


@dataclass(frozen=True)
class Figures:
    """Of one group and stage, in seconds; percentiles by nearest rank."""

    count: int
    mean_s: int
    median_s: int
    p90_s: int


def tables(found: Mapping[tuple[str, str, str], Iterable[int]]) -> Tables:
    """Every table, by its name, group and stage."""
    made: Tables = defaultdict(lambda: defaultdict(dict))
    for (table, group, stage), took in found.items():
        made[table][group][stage] = figures(took)
    return made


def figures(took: Iterable[int]) -> Figures:
    """Of one value at least. The one at place p percent of n, rounded up, is the percentile."""
    ranked = sorted(took)
    count = len(ranked)
    half, nine_tenths = (count + 1) // 2, (9 * count + 9) // 10
    return Figures(count, round(sum(ranked) / count), ranked[half - 1], ranked[nine_tenths - 1])
