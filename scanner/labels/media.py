"""What labels are printed on: sheets by their makers' numbers, and rolls by their size, as one table in millimetres."""

from dataclasses import dataclass
from math import sqrt

INCH = 25.4
LETTER, A4 = (8.5 * INCH, 11 * INCH), (210.0, 297.0)
# Print may stand so much beside where it should: that far from the edge of a label nothing is printed.
DRIFT = 2.0


@dataclass(frozen=True)
class Media:
    """A page of `across` by `down` labels of the same size; all in millimetres, from the page's top left corner.

    `dpi` is what its printers have, or a divisor of it: bars are a whole number of such dots wide.
    """

    name: str
    wide: float
    high: float
    page: tuple[float, float]
    dpi: int
    across: int = 1
    down: int = 1
    left: float = 0.0
    top: float = 0.0
    pitch: tuple[float, float] = (0.0, 0.0)
    corner: float = 1.5

    @property
    def is_roll(self) -> bool:
        return self.page == (self.wide, self.high)

    @property
    def on_a_page(self) -> int:
        return self.across * self.down

    @property
    def margin(self) -> float:
        """What stays white inside the label: for the drift of the print, and so that no round corner cuts anything."""
        return max(min(DRIFT, 0.08 * min(self.wide, self.high)), self.corner * (1 - 1 / sqrt(2)))


def _avery(
    name: str,
    size: tuple[float, float],
    grid: tuple[int, int],
    corner_at: tuple[float, float],
    pitch: tuple[float, float],
    inches: bool = True,
) -> Media:
    """A sheet for office printers, whose 600 and 1200 dots an inch are multiples of 300."""
    unit = INCH if inches else 1.0
    wide, high = (unit * one for one in size)
    left, top = (unit * one for one in corner_at)
    across, down = grid
    steps = (unit * pitch[0], unit * pitch[1])
    return Media(name, wide, high, LETTER if inches else A4, 300, across, down, left, top, steps)


def _roll(name: str, wide: float, high: float, dpi: int) -> Media:
    return Media(name, wide, high, (wide, high), dpi)


_ALL = (
    _avery("5160", (2.625, 1.0), (3, 10), (0.1875, 0.5), (2.75, 1.0)),
    _avery("5161", (4.0, 1.0), (2, 10), (0.15625, 0.5), (4.1875, 1.0)),
    _avery("5163", (4.0, 2.0), (2, 5), (0.15625, 0.5), (4.1875, 2.0)),
    _avery("5164", (4.0, 10 / 3), (2, 3), (0.15625, 0.5), (4.1875, 10 / 3)),
    _avery("5167", (1.75, 0.5), (4, 20), (0.28125, 0.5), (2.0625, 0.5)),
    _avery("L7160", (63.5, 38.1), (3, 7), (7.2, 15.15), (66.04, 38.1), inches=False),
    _avery("L7163", (99.1, 38.1), (2, 7), (4.65, 15.15), (101.6, 38.1), inches=False),
    _roll("4x6", 4 * INCH, 6 * INCH, 203),
    _roll("4x2", 4 * INCH, 2 * INCH, 203),
    _roll("2x1", 2 * INCH, 1 * INCH, 203),
    # A tape of 62 mm, cut after 40; and die-cut labels of 29 by 90 mm, printed along their length.
    _roll("62mm", 62.0, 40.0, 300),
    _roll("29x90", 90.0, 29.0, 300),
)
MEDIA: dict[str, Media] = {one.name: one for one in _ALL}
