"""Lay a region's bars upright, also where perspective fans them out, and average along them what belongs to them."""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.reading.locating import Region
from scanner.reading.symbol import Box, Gray

Profile = NDArray[np.float32]
Map = NDArray[np.float32]

# A region is enlarged twice unless it is so wide that its bars are, too.
SCALE, WIDE = 2.0, 1000
# A quiet zone must stay around the bars, and the locator's region may end a few bars early.
MARGIN, EXTRA, TALL = 1.12, 28, 1.3
# The bars' direction is measured in so many parts from left to right.
PARTS = 6
BANDS, ALIKE = 12, 0.6
# Where the middle's bars fill more bands there are no others beside them.
LONE = 6


@dataclass(frozen=True)
class Upright:
    """A region's bands of bars from top to bottom, all upright, and where their pixels were in the picture."""

    bands: Profile
    x: Map
    y: Map

    def place(self, left: float, right: float) -> Box:
        """The corners in the picture of what lies between two places of the profile."""
        last = self.x.shape[1] - 1
        low, high = (int(min(max(round(one), 0), last)) for one in (left, right))
        spots = ((0, low), (0, high), (-1, high), (-1, low))
        return tuple((round(float(self.x[spot])), round(float(self.y[spot]))) for spot in spots)


def upright(image: Gray, region: Region) -> list[Upright]:
    """Cut the region out, then shear each column by the direction that the bars have there.

    First the bars in its middle; then those above and below them, where codes stand close together.
    """
    across = np.array([np.cos(region.angle), np.sin(region.angle)], np.float32)
    along = np.array([-across[1], across[0]], np.float32)
    tall = float(np.linalg.norm(region.corners[3] - region.corners[0]))
    width, height = int(region.width * MARGIN + EXTRA), max(int(tall * TALL), 8)
    origin = np.asarray(region.centre - (across * width + along * height) / 2, np.float32)
    offset, growth = _lean(_cut(image, across, along, origin, (width, height)))
    scale = min(SCALE, max(WIDE / width, SCALE / 4))
    columns = np.arange(int(width * scale), dtype=np.float32)[None] / np.float32(scale)
    rows = np.arange(int(height * min(scale, 1.0)), dtype=np.float32)[:, None] / np.float32(min(scale, 1.0))
    columns = columns + (offset + growth * (columns - width / 2)) * (rows - height / 2)
    x, y = (origin[axis] + across[axis] * columns + along[axis] * rows for axis in (0, 1))
    pixels = cv2.remap(image, x, y, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    bands = np.asarray(cv2.resize(pixels, (pixels.shape[1], BANDS), interpolation=cv2.INTER_AREA), np.float32)
    places = [(first, last, first * len(x) // BANDS, last * len(x) // BANDS) for first, last in _runs(bands)]
    return [Upright(bands[first:last], x[top:bottom], y[top:bottom]) for first, last, top, bottom in places]


def _cut(image: Gray, across: Profile, along: Profile, origin: Profile, size: tuple[int, int]) -> Gray:
    back = np.column_stack([across, along, origin])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpAffine(image, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _lean(rough: Gray) -> tuple[np.float32, np.float32]:
    """How many pixels across the bars lean for each along, in the middle, and how that grows from left to right."""
    height, width = rough.shape
    x, y = cv2.spatialGradient(rough[height // 6 : height - height // 6])
    x, y = x.astype(np.float32), y.astype(np.float32)
    edges = np.linspace(0, width, PARTS + 1).astype(int)[:-1]
    xx, yy, xy = (np.add.reduceat((one).sum(0), edges) for one in (x * x, y * y, x * y))
    turn = np.clip(0.5 * np.arctan2(2 * xy, xx - yy), -0.6, 0.6)
    weight = np.sqrt(np.hypot(xx - yy, 2 * xy)) + 1e-6
    middle = edges + width / (2 * PARTS) - width / 2
    growth, offset = np.polyfit(middle, -np.tan(turn), 1, w=weight)
    return np.float32(offset), np.float32(growth)


def _runs(bands: Profile) -> list[tuple[int, int]]:
    """The bands around the middle that show the same bars as the middle does, and such runs above and below them."""
    fine = bands - cv2.blur(bands, (31, 1))
    fine /= np.linalg.norm(fine, axis=1, keepdims=True) + 1e-3
    half = BANDS // 2
    middle = fine[half - 1 : half + 1].sum(0)
    good = fine @ (middle / (np.linalg.norm(middle) + 1e-3)) > ALIKE
    first, last = half - 1, half + 1
    while first > 0 and good[first - 1]:
        first -= 1
    while last < BANDS and good[last]:
        last += 1
    if last - first > LONE:
        return [(first, last)]
    alike = (fine[1:] * fine[:-1]).sum(1) > ALIKE
    return [(first, last), *_alike_runs(alike, 0, first), *_alike_runs(alike, last, BANDS)]


def _alike_runs(alike: NDArray[np.bool_], begin: int, end: int) -> list[tuple[int, int]]:
    """Runs of two and more bands from `begin` to before `end` whose neighbours are alike."""
    cuts = [begin, *(row + 1 for row in range(begin, end - 1) if not alike[row]), end]
    return [(first, last) for first, last in pairwise(cuts) if last - first >= 2]
