"""A bar chart as numbers for a template: no script draws it, and a table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, WIDTH, GAP, HEAD, FOOT = 90, 52, 10, 18, 20


@dataclass(frozen=True)
class Bar:
    """One bar, its upper left corner at `x`, `y`, in the chart's own units; `middle` is where its words stand."""

    label: str
    value: int
    x: int
    y: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + WIDTH / 2


@dataclass(frozen=True)
class Chart:
    """Values as bars, the highest of them as high as the chart."""

    title: str
    labels: Sequence[str]
    values: Sequence[int]
    bar_width: int = WIDTH
    base: int = HEAD + HEIGHT
    height: int = HEAD + HEIGHT + FOOT

    @property
    def width(self) -> int:
        return len(self.values) * (WIDTH + GAP)

    @property
    def bars(self) -> list[Bar]:
        most = max(self.values, default=0) or 1
        tall = [round(HEIGHT * value / most, 1) for value in self.values]
        return [
            Bar(label, value, number * (WIDTH + GAP) + GAP // 2, self.base - height, height)
            for number, (label, value, height) in enumerate(zip(self.labels, self.values, tall, strict=True))
        ]
