"""A line over time as numbers for a template: no script draws it, and a table beside it says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 400, 160, 46, 34, 12, 24


@dataclass(frozen=True)
class Dot:
    """One value at its place; `label` is what stands under it."""

    x: float
    y: float
    label: str


@dataclass(frozen=True)
class LineChart:
    """Shares from 0 to 1, one after the other. Where one is None the line is broken."""

    labels: Sequence[str]
    shares: Sequence[float | None]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def lines(self) -> list[list[Dot]]:
        """The unbroken parts of the line, each as its dots."""
        parts: list[list[Dot]] = [[]]
        for index, (label, share) in enumerate(zip(self.labels, self.shares, strict=True)):
            if share is None:
                parts.append([])
            else:
                parts[-1].append(Dot(self._x(index), level(share), label))
        return [part for part in parts if part]

    @property
    def marks(self) -> list[Dot]:
        """What is written under the line: the first, the middle and the last."""
        last = len(self.labels) - 1
        return [Dot(self._x(index), HEIGHT - 6, self.labels[index]) for index in sorted({0, last // 2, last})]

    def _x(self, index: int) -> float:
        return round(LEFT + (self.right - LEFT) * index / max(len(self.labels) - 1, 1), 1)


def level(share: float) -> float:
    """How far down a share stands."""
    return round(TOP + (HEIGHT - TOP - FOOT) * (1 - share), 1)
