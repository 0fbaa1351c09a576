"""What one version of a portrait changed of the one before it, figure by figure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.intake.model.need import ranked
from services.intake.model.portrait import Portrait

# What the figures of a portrait are called; `need` is one for each category, `expected` one for each day.
CAPACITY, NEED, EXPECTED = "weekly_capacity", "need", "expected"
OWN = ("own_available", "on_order", "in_repair")


@dataclass(frozen=True)
class Figure:
    """The place of one figure in a portrait; `type` is empty for what concerns all types."""

    name: str
    type: str = ""
    category: str | None = None
    expected: date | None = None


@dataclass(frozen=True)
class Change:
    """One figure that is another now; a figure that is not given counts 0."""

    figure: Figure
    before: int
    after: int


def changes(before: Portrait | None, after: Portrait) -> list[Change]:
    """What changed, in the order in which pages show a portrait; of a first version, all that it gives."""
    old, new = (dict(_figures(one)) if one else {} for one in (before, after))
    return [
        Change(figure, old.get(figure, 0), new.get(figure, 0))
        for figure in (new | old)
        if old.get(figure, 0) != new.get(figure, 0)
    ]


def _figures(portrait: Portrait) -> Iterator[tuple[Figure, int]]:
    yield Figure(CAPACITY), portrait.weekly_capacity
    for line in portrait.lines:
        for category in ranked(line.by_category):
            yield Figure(NEED, line.type, category), line.by_category[category]
        for name in OWN:
            yield Figure(name, line.type), getattr(line, name)
        days = {one.expected for one in line.expected}
        for day in sorted(days):
            total = sum(one.quantity for one in line.expected if one.expected == day)
            yield Figure(EXPECTED, line.type, expected=day), total
