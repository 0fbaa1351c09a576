"""Where the characters of a code may lie along a profile, from what looks like its start and its stop."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.reading.soft.alphabet import Alphabet
from scanner.reading.soft.shapes import QUIET, Profile, starts, stop

Edges = NDArray[np.float64]

# Ends are looked for with this blur: it likens well to both sharper and softer ones.
SIGMA = 0.65
# Pixels a module that are tried, and the most modules of a region: forty characters.
MODULES = tuple(1.4 * 1.07**step for step in range(32))
MOST = 440
# Of true ends 98 % are at least so alike, each and both together; of what else looks like ends a tenth is.
LIKE, BOTH_ALIKE, KEPT = 0.8, 1.76, 2
# The start is in this part of a region's left, the stop in this part of its right.
PART = 0.45
# Samples a module to look for ends; modules of the shortest code and of the longest end; what is flat has no shape.
STEPS, FEWEST, LONGEST, LEAST_SPREAD = 2, 66, 24, 0.25
# The last module's width against the first's: perspective.
BENDS = (0.84, 0.89, 0.94, 1.0, 1.06, 1.12, 1.19)
STEEPEST, NEAR = 1.33, 0.13


@dataclass(frozen=True)
class End:
    """A start or a stop: how alike, where it meets the characters between, and pixels a module there."""

    alike: float
    place: float
    module: float


class Unrolled:
    """A profile at every width of module that its code may have: a row a width, `STEPS` samples a module.

    At so many samples a module a shape is the same at every width, and is looked for in all rows at once.
    """

    def __init__(self, profile: Profile) -> None:
        self.count = len(profile)
        self.modules = np.array([one for one in MODULES if MOST * one > self.count > FEWEST * one])
        level = profile - profile.mean()
        self.from_left, self.from_right = self._rows(level), self._rows(level[::-1])

    def peaks(self, rows: Profile, shapes: Profile) -> Iterator[tuple[float, float, float]]:
        """Where each row is likest to one of the shapes, if at all: how alike, modules to its left, the module."""
        if not len(rows):
            return
        wide = shapes.shape[1]
        alike = _likeness(rows, shapes)
        most = np.maximum(self.count * PART / self.modules * STEPS - wide, STEPS)
        alike[np.arange(alike.shape[1]) > most[:, None]] = 0
        at = alike.argmax(1)
        for one in np.flatnonzero(alike.max(1) > LIKE):
            yield float(alike[one, at[one]]), float(at[one]) / STEPS, float(self.modules[one])

    def _rows(self, level: Profile) -> Profile:
        """The outer part of the profile; the rows of wide modules go on beyond it, which means nothing."""
        if not len(self.modules):
            return np.empty((0, 0), np.float32)
        samples = np.arange(int(max(self.count * PART / self.modules[0], LONGEST) * STEPS)) + 0.5
        spots = samples * (self.modules[:, None] / STEPS) - 0.5
        return np.interp(spots, np.arange(self.count), level).astype(np.float32)


def ends(alphabet: Alphabet, unrolled: Unrolled) -> tuple[list[End], list[End]]:
    """The likeliest starts and stops, best first."""
    begun = unrolled.peaks(unrolled.from_left, starts(alphabet, STEPS, SIGMA))
    done = unrolled.peaks(unrolled.from_right, stop(alphabet, STEPS, SIGMA)[:, ::-1])
    inner = QUIET + len(alphabet.stop)
    return (
        _best([End(alike, (before + QUIET) * module, module) for alike, before, module in begun]),
        _best([End(alike, unrolled.count - (after + inner) * module, module) for alike, after, module in done]),
    )


def layouts(alphabet: Alphabet, begun: list[End], done: list[End]) -> Iterator[Edges]:
    """The edges of the characters between each likely start and stop, for each count that fits."""
    for first in begun:
        for last in done:
            ratio = last.module / first.module
            if first.alike + last.alike > BOTH_ALIKE and 1 / STEEPEST < ratio < STEEPEST:
                mean = (last.module - first.module) / log(ratio) if abs(ratio - 1) > 0.01 else first.module
                chars = (last.place - first.place) / mean / alphabet.wide
                for count in sorted({int(chars - 0.25), int(chars + 0.25), int(chars + 0.75)}):
                    if count >= alphabet.fewest:
                        yield from _bent(first, last, count)


def _bent(first: End, last: End, count: int) -> Iterator[Edges]:
    along = np.arange(count + 1) / count
    for bend in BENDS:
        if abs(log(bend * first.module / last.module)) < NEAR:
            share = along if bend == 1.0 else (bend**along - 1) / (bend - 1)
            yield first.place + (last.place - first.place) * share


def _likeness(rows: Profile, shapes: Profile) -> Profile:
    """The correlation with the likest of the shapes, at each place that one may begin."""
    size, first = (shapes.shape[1], 1), (0, 0)
    level = cv2.blur(rows, size, anchor=first)
    spread = np.sqrt(np.maximum(cv2.blur(rows * rows, size, anchor=first) - level * level, LEAST_SPREAD) * size[0])
    return np.asarray(np.max([cv2.filter2D(rows, -1, one[None], anchor=first) for one in shapes], axis=0) / spread)


def _best(found: list[End]) -> list[End]:
    chosen: list[End] = []
    for one in sorted(found, key=lambda end: -end.alike):
        if len(chosen) < KEPT and all(abs(one.place - other.place) > 1.5 * one.module for other in chosen):
            chosen.append(one)
    return chosen
