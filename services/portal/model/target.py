"""How long a delivery may take, by delivery zone: dated data (`data/targets.csv`), counted from the submission.

48 to 72 hours are the founding documents' and hold where there is a road; the Ministry sets those of the other zones.
"""

import csv
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from services.contracts.reference import boards

UNKNOWN = "unknown"
# What holds for a board that is not in the list.
USUAL = "road"


@dataclass(frozen=True)
class Target:
    """From `first` on, a request submitted for `zone` is at risk after so many hours, and late after so many."""

    zone: str
    first: date
    at_risk_h: int
    late_h: int

    @property
    def at_risk(self) -> timedelta:
        return timedelta(hours=self.at_risk_h)

    @property
    def late(self) -> timedelta:
        return timedelta(hours=self.late_h)


def target(zone: str, day: date) -> Target:
    """The target of a request submitted on `day`: the last that had begun by then, or the first there is."""
    dated = _dated().get(zone) or _dated()[USUAL]
    return dated[max(bisect_right([one.first for one in dated], day) - 1, 0)]


def targets() -> list[Target]:
    """Every target, by zone and date."""
    return [one for dated in _dated().values() for one in dated]


def zone_of(board: str) -> str:
    """The delivery zone of a board."""
    known = boards().get(board)
    return known.zone if known else UNKNOWN


@cache
def _dated() -> dict[str, list[Target]]:
    text = (files("services.portal") / "data" / "targets.csv").read_text(encoding="utf-8")
    found: dict[str, list[Target]] = defaultdict(list)
    for zone, first, at_risk, late in list(csv.reader(text.splitlines()))[1:]:
        found[zone].append(Target(zone, date.fromisoformat(first), int(at_risk), int(late)))
    return {zone: sorted(rows, key=lambda one: one.first) for zone, rows in found.items()}
