"""Match a profile against the shapes of the characters, over every layout that its ends allow."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from scanner.reading.soft.alphabet import ALPHABETS, Alphabet
from scanner.reading.soft.layout import SIGMA, STEPS, Edges, Unrolled, ends, layouts
from scanner.reading.soft.shapes import SIGMAS, Profile, characters, places, starts, stop, unit
from scanner.reading.soft.spelling import is_gs1

# In modules: a character may lie so far from where its layout puts it, at a small price.
SHIFTS = np.arange(-0.5, 0.51, 0.25)
PRICE = 0.03
TRIED = 3


@dataclass(frozen=True)
class Read:
    """A text that its alphabet is sure of, its characters' values, their likeness and their edges."""

    alphabet: Alphabet
    text: str
    values: list[int]
    alike: float
    edges: Edges

    @property
    def symbology(self) -> str:
        """By the name that zxing's reads have."""
        return "GS1-128" if self.alphabet.symbology == "Code128" and is_gs1(self.values) else self.alphabet.symbology

    @property
    def span(self) -> tuple[float, float]:
        """Where its bars begin and end."""
        module = (self.edges[-1] - self.edges[-2]) / self.alphabet.wide
        return float(self.edges[0]), float(self.edges[-1] + module * len(self.alphabet.stop))


@cache
def prepare() -> None:
    """Draw every shape that may be asked for: 20 ms, once, that a first frame should not take from its budget."""
    for alphabet in ALPHABETS:
        starts(alphabet, STEPS, SIGMA)
        stop(alphabet, STEPS, SIGMA)
        for sigma in SIGMAS:
            characters(alphabet, sigma)


def decode(profile: Profile) -> Read | None:
    """The text of a profile with dark bars, start at the left; None if none is alike enough."""
    unrolled = Unrolled(profile)
    reads = (_decoded(alphabet, profile, unrolled) for alphabet in ALPHABETS)
    return next((read for read in reads if read), None)


def confirms(profile: Profile, read: Read) -> bool:
    """Whether another profile of the same bars, with noise of its own, says the same by itself."""
    _, shifts = _trial(read.alphabet, profile, read.edges)
    edges = _moved(read.alphabet, read.edges, shifts)
    return any(_matched(read.alphabet, profile, edges, sigma)[0] == read.values for sigma in SIGMAS)


def likeness(profile: Profile) -> float:
    """How alike the likeliest start and stop of Code 128 are, both together, though nothing between may be read."""
    begun, done = ends(ALPHABETS[0], Unrolled(profile))
    return begun[0].alike + done[0].alike if begun and done else 0.0


def _decoded(alphabet: Alphabet, profile: Profile, unrolled: Unrolled) -> Read | None:
    every = layouts(alphabet, *ends(alphabet, unrolled))
    trials = [(*_trial(alphabet, profile, edges), edges) for edges in every]
    trials.sort(key=lambda one: -one[0])
    reads = [_read(alphabet, profile, _moved(alphabet, edges, shifts)) for _, shifts, edges in trials[:TRIED]]
    return max((read for read in reads if read), key=lambda read: read.alike, default=None)


def _trial(alphabet: Alphabet, profile: Profile, edges: Edges) -> tuple[float, NDArray[np.float64]]:
    """How alike the characters are to any, on the mean, and by how many modules each asks to be moved."""
    width = np.diff(edges)
    begin = edges[:-1, None] + SHIFTS * (width / alphabet.wide)[:, None]
    alike = _likeness(alphabet, profile, begin, width[:, None], SIGMAS[1]).max(-1) - PRICE * np.abs(SHIFTS)
    return float(alike.max(1).mean()), SHIFTS[alike.argmax(1)]


def _moved(alphabet: Alphabet, edges: Edges, shifts: NDArray[np.float64]) -> Edges:
    """The edges moved by a parabola through what the characters ask for."""
    width = np.diff(edges)
    bend = np.polyfit(np.arange(len(width)) + 0.5, shifts * width / alphabet.wide, 2)
    return np.asarray(edges + np.polyval(bend, np.arange(len(edges))))


def _read(alphabet: Alphabet, profile: Profile, edges: Edges) -> Read | None:
    best: Read | None = None
    for sigma in SIGMAS:
        values, alike, apart = _matched(alphabet, profile, edges, sigma)
        if alike > max(alphabet.alike, best.alike if best else 0) and apart > alphabet.apart:
            text = alphabet.spell(values)
            best = Read(alphabet, text, values, alike, edges) if text else best
    return best


def _matched(alphabet: Alphabet, profile: Profile, edges: Edges, sigma: float) -> tuple[list[int], float, float]:
    """The characters, their mean likeness, and how far the second best of any is behind."""
    likeness = _likeness(alphabet, profile, edges[:-1], np.diff(edges), sigma)
    first = alphabet.starts[0]
    likeness[0, :first] = likeness[1:, first:] = -1
    second, best = np.partition(likeness, -2, axis=1)[:, -2:].T
    return likeness.argmax(1).tolist(), float(best.mean()), float((best - second).min())


def _likeness(alphabet: Alphabet, profile: Profile, begin: Edges, width: Edges, sigma: float) -> Profile:
    """Of the piece of profile from each `begin`, `width` wide, to each of the characters."""
    spots = begin[..., None] + places(alphabet) * (width / alphabet.wide)[..., None]
    rows = np.interp(spots - 0.5, np.arange(len(profile)), profile).astype(np.float32)
    return np.asarray(unit(rows) @ characters(alphabet, sigma).T)
