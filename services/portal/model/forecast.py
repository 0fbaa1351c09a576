"""When a request will be delivered, from the queue ahead of it and the throughput so far.

For each stage that a request has yet to pass, in order:

    it leaves the stage after max(leaves the one before + d - already waited, q / r)

- q is its place in the queue: how many must leave the stage before it, and itself. A stage serves first whoever is in
  it, the one that came first before the next; what is further on is ahead, whatever it is of.
- r, the throughput: of the last 28 days, how many left the stage for each hour in which anybody was in it. Hours in
  which nobody waited say nothing of how fast it is.
- d is how long the stage takes: of the same days, the median; at best the 10th percentile, at worst the 90th. For the
  range the throughput too is taken higher and lower, by the square root of the count, as counts scatter.

Assumed: the next days are like the last, no request is preferred, and none that waits is refused or withdrawn. All wait
for the same people to grant and for the same warehouse to dispatch, so these two have one queue over all zones; on its
way a shipment waits for those of its own zone alone. Paused requests are in nobody's way. With fewer than five that
left a stage in these days there is no basis.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from math import sqrt

from services.portal.model.spread import HIGH, LOW, MEDIAN, nearest_rank

HISTORY = timedelta(days=28)
LEAST = 5
Stretch = tuple[datetime, datetime]


class Outlook(StrEnum):
    """What is to be expected of a request, the worst first: `late` is so already, `will_breach` by what is most likely,
    `may_breach` at worst; `no_basis` where too little is known of a stage to come; while paused nothing is told."""

    LATE = "late"
    WILL_BREACH = "will_breach"
    MAY_BREACH = "may_breach"
    NO_BASIS = "no_basis"
    ON_TIME = "on_time"
    PAUSED = "paused"


@dataclass(frozen=True)
class Pace:
    """How a stage went: `ended` left it within `busy_s` in which somebody was in it; how long it took each of them."""

    ended: int
    busy_s: float
    low_s: int
    usual_s: int
    high_s: int

    @cached_property
    def rests_s(self) -> tuple[float, float, float]:
        """Between two that leave it, while anybody waits: at best, most likely, at worst. Reckoned once for all."""
        spare = sqrt(self.ended)
        return self.busy_s / (self.ended + spare), self.busy_s / self.ended, self.busy_s / (self.ended - spare)


@dataclass(frozen=True)
class Waiting:
    """A request before one stage: its place in the queue from 1 on, and how long it has been there."""

    place: int
    waited_s: float


@dataclass(frozen=True)
class Range:
    """Seconds from now: at best, most likely, at worst."""

    low_s: int
    likely_s: int
    high_s: int


def pace(busy: Iterable[Stretch], took: Iterable[int], since: datetime) -> Pace | None:
    """The pace of a stage, from when somebody was in it and how long each took that left; None without a basis."""
    ranked = sorted(took)
    if len(ranked) < LEAST:
        return None
    low, usual, high = (nearest_rank(ranked, percent) for percent in (LOW, MEDIAN, HIGH))
    return Pace(len(ranked), measure(busy, since), low, usual, high)


def measure(stretches: Iterable[Stretch], since: datetime) -> float:
    """The seconds that stretches cover together, from `since` on."""
    covered, reached = 0.0, since
    for start, end in sorted(stretches):
        covered += max((end - max(start, reached)).total_seconds(), 0.0)
        reached = max(reached, end)
    return covered


def forecast(stages: Sequence[tuple[Waiting, Pace | None]]) -> Range | None:
    """When a request has passed these stages, its own first; None where one of them has no basis.

    Never earlier with more ahead, never later where as much time of a stage saw more of them leave.
    """
    low = likely = high = 0.0
    for waiting, known in stages:
        if known is None:
            return None
        fast, usual, slow = known.rests_s
        waited, place = waiting.waited_s, waiting.place
        low = max(low + max(known.low_s - waited, 0.0), place * fast)
        likely = max(likely + max(known.usual_s - waited, 0.0), place * usual)
        high = max(high + max(known.high_s - waited, 0.0), place * slow)
    return Range(round(low), round(likely), round(high))


def outlook_of(age_s: int, target_s: int, expected: Range | None) -> Outlook:
    """What the expected delivery of a request that is `age_s` old means."""
    if age_s > target_s:
        return Outlook.LATE
    if expected is None:
        return Outlook.NO_BASIS
    if age_s + expected.likely_s > target_s:
        return Outlook.WILL_BREACH
    return Outlook.MAY_BREACH if age_s + expected.high_s > target_s else Outlook.ON_TIME
