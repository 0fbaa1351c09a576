"""Find where bars are, at any angle, without reading them: a structure tensor over cells of a few pixels."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.reading.symbol import Gray

Corners = NDArray[np.float32]
Cells = NDArray[np.float32]
Places = NDArray[np.intp]

CELL = 8
# Below this many pixels on the longer side, cells are half as wide: a label is a few cells there.
SMALL = 1000
AT_ONCE = 8
# How far gradients point one way, from 0 to 1, once noise, which points everywhere, is taken off.
COHERENCE = 0.5
LEAST_ENERGY = 60.0
# The picture's quietest part tells its noise: this percentile of its cells.
QUIET = 30
# Neighbouring cells belong together when their directions differ by less: perspective fans bars out little by little.
LINKED = np.cos(2 * np.radians(15))
# Cells, pixels across, cells high on the mean (an edge is one or two), part of its box, width against height.
FEWEST_CELLS, NARROWEST, THINNEST, LEAST_FILLED, FLATTEST = 8, 60, 1.5, 0.4, 0.6
MOST_REGIONS = 12


@dataclass(frozen=True)
class Region:
    """Where bars may be: the corners, from the bars' top left on, the angle across the bars, how strong they are."""

    corners: Corners
    angle: float
    strength: float

    @property
    def centre(self) -> NDArray[np.float64]:
        """The middle."""
        return np.asarray(self.corners.mean(0), np.float64)

    @property
    def width(self) -> float:
        """Pixels across the bars."""
        return float(np.linalg.norm(self.corners[1] - self.corners[0]))

    def holds(self, point: NDArray[np.float64]) -> bool:
        """Whether the point lies within."""
        return cv2.pointPolygonTest(self.corners, (float(point[0]), float(point[1])), False) >= 0


class Directions:
    """The structure tensor of a picture, measured once."""

    def __init__(self, image: Gray) -> None:
        self.cell = CELL if max(image.shape) >= SMALL else CELL // 2
        rows = image.shape[0] // self.cell
        # A few rows of cells at a time stay in the processor's cache: all at once they cost five times as much.
        parts = [_products(image, self.cell, first, min(first + AT_ONCE, rows)) for first in range(0, rows, AT_ONCE)]
        self.tensor = [np.concatenate(one) for one in zip(*parts, strict=True)]

    def regions(self, reach: int) -> Iterator[Region]:
        """The regions whose gradients point one way, strongest first, each measured when it is asked for.

        Gradients are averaged over `reach` cells: three find bars in noise, one parts what stands close together.
        """
        chosen: list[Region] = []
        for one in _regions(self.tensor, self.cell, reach):
            if not any(_same(one, other, self.cell) for other in chosen):
                chosen.append(one)
                yield one
            if len(chosen) == MOST_REGIONS:
                return


def _products(image: Gray, cell: int, first: int, last: int) -> list[Cells]:
    """The gradients' products, averaged over each cell of the rows of cells from `first` to before `last`."""
    top, columns = max(first * cell - 1, 0), image.shape[1] // cell
    gradients = cv2.spatialGradient(image[top : last * cell + 1, : columns * cell])
    # Every second row is enough: bars are more than two rows high.
    x, y = (one[first * cell - top : last * cell - top : 2].astype(np.float32) for one in gradients)
    size = (columns, last - first)
    return [
        np.asarray(cv2.resize(one, size, interpolation=cv2.INTER_AREA), np.float32) for one in (x * x, y * y, x * y)
    ]


def _regions(tensor: list[Cells], cell: int, reach: int) -> Iterator[Region]:
    horizontal, vertical, both = (np.asarray(cv2.blur(one, (reach, reach)), np.float32) for one in tensor)
    one_way = np.hypot(horizontal - vertical, 2 * both)
    noise = float(np.percentile((horizontal + vertical)[::2, ::2], QUIET))
    any_way = np.maximum(horizontal + vertical - 0.9 * noise, 0) + 0.3 * noise + LEAST_ENERGY
    strong = (one_way > COHERENCE * any_way) & (one_way > 0.5 * noise + LEAST_ENERGY)
    cosine, sine = (horizontal - vertical) / (one_way + 1e-3), 2 * both / (one_way + 1e-3)
    mask, weights = _linked(strong, cosine, sine), (one_way, horizontal - vertical, 2 * both)
    for strength, angle, rows, columns in _components(mask, weights, cell):
        corners = _corners(rows, columns, angle, cell)
        if corners is not None:
            yield Region(corners, angle, strength)


def _linked(strong: NDArray[np.bool_], cosine: Cells, sine: Cells) -> NDArray[np.uint8]:
    """Cells at even places; between them, where two neighbours point the same way, a link."""
    height, width = strong.shape
    mask = np.zeros((2 * height, 2 * width), np.uint8)
    mask[::2, ::2] = strong
    beside = cosine[:, 1:] * cosine[:, :-1] + sine[:, 1:] * sine[:, :-1] > LINKED
    below = cosine[1:] * cosine[:-1] + sine[1:] * sine[:-1] > LINKED
    mask[::2, 1:-1:2] = strong[:, 1:] & strong[:, :-1] & beside
    mask[1:-1:2, ::2] = strong[1:] & strong[:-1] & below
    return mask


def _components(
    mask: NDArray[np.uint8], weights: tuple[Cells, Cells, Cells], cell: int
) -> Iterator[tuple[float, float, Places, Places]]:
    """How strong each large and thick enough component of a linked mask is, its angle, its cells; strongest first."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    cells = labels[::2, ::2]
    count = np.bincount(cells.ravel(), minlength=len(stats))
    strength, cosine, sine = (np.bincount(cells.ravel(), one.ravel(), len(stats)) for one in weights)
    angle = np.arctan2(sine, cosine) / 2
    wide, high = stats[:, cv2.CC_STAT_WIDTH] * cell / 2, stats[:, cv2.CC_STAT_HEIGHT] * cell / 2
    reach = np.hypot(wide, high)
    # Most are edges: strong, long, and nothing across.
    across = np.abs(np.cos(angle)) * wide + np.abs(np.sin(angle)) * high + cell
    large = (count >= FEWEST_CELLS) & (across >= NARROWEST) & (count * cell > THINNEST * reach)
    large[0] = False
    for one in sorted(np.flatnonzero(large), key=lambda one: -strength[one]):
        left, top, right, bottom = (int(stats[one, at]) for at in (0, 1, 2, 3))
        right, bottom = (left + right + 1) // 2, (top + bottom + 1) // 2
        left, top = left // 2, top // 2
        rows, columns = np.nonzero(cells[top:bottom, left:right] == one)
        yield float(strength[one]), float(angle[one]), rows + top, columns + left


def _corners(rows: Places, columns: Places, angle: float, cell: int) -> Corners | None:
    """Around most of the cells: a label's own edge, which joins bars at their end, is taller than they are.

    None for what is thin across as an edge is, or the outline of an empty box.
    """
    across = np.array([np.cos(angle), np.sin(angle)])
    along = np.array([-across[1], across[0]])
    spots = np.column_stack([columns, rows]) + 0.5
    heights = spots @ along
    low, middle, high = np.sort(heights)[[len(rows) * 8 // 100, len(rows) // 2, len(rows) * 92 // 100]]
    tall = max(high - low, 1.0) + 0.5
    inside = (spots @ across)[np.abs(heights - middle) <= max(tall / 2, 0.8)]
    wide = float(np.ptp(inside)) + 1
    if wide * cell < NARROWEST or len(inside) < LEAST_FILLED * wide * tall or wide < FLATTEST * tall:
        return None
    centre = across * (inside.min() + inside.max()) / 2 + along * middle
    sides = ((-wide, -tall), (wide, -tall), (wide, tall), (-wide, tall))
    return np.array([centre + (x * across + y * along) / 2 for x, y in sides], np.float32) * np.float32(cell)


def _same(one: Region, other: Region, cell: int) -> bool:
    near = np.linalg.norm(one.centre - other.centre) < 1.5 * cell
    return bool(near and abs(one.width - other.width) < 0.15 * other.width)
