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
# The start is in the left part of a region, the stop in the right.
LEFT, RIGHT = 0.45, 0.55
# The last module's width against the first's: perspective.
BENDS = (0.84, 0.89, 0.94, 1.0, 1.06, 1.12, 1.19)
STEEPEST, NEAR = 1.33, 0.13


@dataclass(frozen=True)
class End:
    """A start or a stop: how alike, where it meets the characters between, and pixels a module there."""

    alike: float
    place: float
    module: float


def ends(alphabet: Alphabet, profile: Profile) -> tuple[list[End], list[End]]:
    """The likeliest starts and stops, best first."""
    row = profile[None]
    count = len(profile)
    begun: list[End] = []
    done: list[End] = []
    for module in (one for one in MODULES if MOST * one > count > alphabet.wide * (alphabet.fewest + 2) * one):
        first, last = starts(alphabet, module, SIGMA), stop(alphabet, module, SIGMA)
        left = row[:, : max(int(count * LEFT), first[0].shape[1] + 2)]
        begun += _peak(np.max([_likeness(left, one) for one in first], axis=0), QUIET * module, module)
        skip = min(int(count * RIGHT), count - last.shape[1] - 2)
        done += _peak(_likeness(row[:, skip:], last), skip, module)
    return _best(begun), _best(done)


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


def _likeness(row: Profile, shape: Profile) -> Profile:
    return np.asarray(cv2.matchTemplate(row, shape, cv2.TM_CCOEFF_NORMED)[0], np.float32)


def _peak(likeness: Profile, offset: float, module: float) -> list[End]:
    at = int(likeness.argmax())
    return [End(float(likeness[at]), at + offset, module)] if likeness[at] > LIKE else []


def _best(found: list[End]) -> list[End]:
    chosen: list[End] = []
    for one in sorted(found, key=lambda end: -end.alike):
        if len(chosen) < KEPT and all(abs(one.place - other.place) > 1.5 * one.module for other in chosen):
            chosen.append(one)
    return chosen
