"""Match a profile against the shapes of the characters, over every layout that its ends allow."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scanner.reading.code128.layout import Edges, ends, layouts
from scanner.reading.code128.shapes import CHAR, SIGMAS, STARTS, STOP, Profile, characters, places, unit
from scanner.reading.code128.spelling import checked, spelled

# In modules: a character may lie so far from where its layout puts it, at a small price.
SHIFTS = np.arange(-0.5, 0.51, 0.25)
PRICE = 0.03
TRIED = 3
# Likeness of a true read is over 0.92 and of a wrong one, its checksum right by chance, under it; and the second best
# character is at least this much less alike. Of 365 true reads these two turn away a dozen.
ALIKE, APART = 0.925, 0.03


@dataclass(frozen=True)
class Read:
    """A text whose checksum is right, whether GS1's sign leads it, its characters, their likeness and their edges."""

    text: str
    gs1: bool
    values: list[int]
    alike: float
    edges: Edges

    @property
    def span(self) -> tuple[float, float]:
        """Where its bars begin and end."""
        return float(self.edges[0]), float(self.edges[-1] + (self.edges[-1] - self.edges[-2]) * STOP / CHAR)


def decode(profile: Profile) -> Read | None:
    """The text of a profile with dark bars, start at the left; None if none is alike enough."""
    trials = [(*_trial(profile, edges), edges) for edges in layouts(*ends(profile))]
    trials.sort(key=lambda one: -one[0])
    best: Read | None = None
    for _, shifts, edges in trials[:TRIED]:
        read = _read(profile, _moved(edges, shifts))
        if read and (best is None or read.alike > best.alike):
            best = read
    return best


def confirms(profile: Profile, read: Read) -> bool:
    """Whether another profile of the same bars, with noise of its own, says the same by itself."""
    _, shifts = _trial(profile, read.edges)
    edges = _moved(read.edges, shifts)
    return any(_matched(profile, edges, sigma)[0] == read.values for sigma in SIGMAS)


def _trial(profile: Profile, edges: Edges) -> tuple[float, NDArray[np.float64]]:
    """How alike the characters are to any, on the mean, and by how many modules each asks to be moved."""
    width = np.diff(edges)
    begin = edges[:-1, None] + SHIFTS * (width / CHAR)[:, None]
    alike = _likeness(profile, begin, width[:, None], SIGMAS[1]).max(-1) - PRICE * np.abs(SHIFTS)
    return float(alike.max(1).mean()), SHIFTS[alike.argmax(1)]


def _moved(edges: Edges, shifts: NDArray[np.float64]) -> Edges:
    """The edges moved by a parabola through what the characters ask for."""
    width = np.diff(edges)
    bend = np.polyfit(np.arange(len(width)) + 0.5, shifts * width / CHAR, 2)
    return np.asarray(edges + np.polyval(bend, np.arange(len(edges))))


def _read(profile: Profile, edges: Edges) -> Read | None:
    best: Read | None = None
    for sigma in SIGMAS:
        values, alike, apart = _matched(profile, edges, sigma)
        if alike > max(ALIKE, best.alike if best else 0) and apart > APART and checked(values):
            text, gs1 = spelled(values)
            best = Read(text, gs1, values, alike, edges) if text else best
    return best


def _matched(profile: Profile, edges: Edges, sigma: float) -> tuple[list[int], float, float]:
    """The characters, their mean likeness, and how far the second best of any is behind."""
    likeness = _likeness(profile, edges[:-1], np.diff(edges), sigma)
    likeness[0, : STARTS[0]] = likeness[1:, STARTS[0] :] = -1
    second, first = np.partition(likeness, -2, axis=1)[:, -2:].T
    return likeness.argmax(1).tolist(), float(first.mean()), float((first - second).min())


def _likeness(profile: Profile, begin: Edges, width: Edges, sigma: float) -> Profile:
    """Of the piece of profile from each `begin`, `width` wide, to each of the characters."""
    spots = begin[..., None] + places() * (width / CHAR)[..., None]
    rows = np.interp(spots - 0.5, np.arange(len(profile)), profile).astype(np.float32)
    return np.asarray(unit(rows) @ characters(sigma).T)
