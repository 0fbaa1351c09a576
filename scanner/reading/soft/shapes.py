"""What the characters of a symbology look like along a profile, at several strengths of blur."""

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from scanner.reading.soft.alphabet import Alphabet

Profile = NDArray[np.float32]

# Modules of quiet that must be seen outside the ends: ten are prescribed.
QUIET = 5
# Samples a module, and modules of the neighbours at each side that belong to a character's shape.
FINE, PAD = 4, 1
# Blur in modules. Narrow bars vanish near 0.6; what is left of a character is told apart up to one.
SIGMAS = (0.35, 0.65, 0.95)
_DRAWN, _FAR = 16, 6


def unit(rows: Profile) -> Profile:
    """Each row without its mean and of length one, so that a product of two is their correlation."""
    level = rows - rows.mean(-1, keepdims=True)
    return np.asarray(level / (np.sqrt((level * level).sum(-1, keepdims=True)) + 1e-6), np.float32)


@cache
def places(alphabet: Alphabet) -> NDArray[np.floating]:
    """Where the samples of a character's shape lie, in modules from its left edge."""
    return _modules(alphabet.wide + 2 * PAD, FINE) - PAD


@cache
def characters(alphabet: Alphabet, sigma: float) -> Profile:
    """One row a character, blurred by `sigma` modules, averaged over what may stand beside it."""
    sides = [(before, after) for before in ("000110", "000100") for after in ("100000", "110000")]
    drawn = tuple(before + one + after for one in alphabet.characters for before, after in sides)
    rows = _sampled(_soft(drawn, sigma), places(alphabet) + _FAR)
    return unit(rows.reshape(len(alphabet.characters), len(sides), -1).mean(1))


@cache
def starts(alphabet: Alphabet, steps: int, sigma: float) -> Profile:
    """A row for each start character with quiet before it, `steps` samples a module."""
    drawn = tuple("0" * (QUIET + _FAR) + alphabet.characters[one] + "110110" for one in alphabet.starts)
    return unit(_sampled(_soft(drawn, sigma), _modules(QUIET + alphabet.wide, steps) + _FAR))


@cache
def stop(alphabet: Alphabet, steps: int, sigma: float) -> Profile:
    """The row of the stop with quiet after it."""
    drawn = ("001100" + alphabet.stop + "0" * (QUIET + _FAR),)
    return unit(_sampled(_soft(drawn, sigma), _modules(QUIET + len(alphabet.stop), steps) + _FAR))


def _modules(count: int, steps: int) -> NDArray[np.floating]:
    """Where the samples of so many modules lie."""
    return (np.arange(count * steps) + 0.5) / steps


@cache
def _soft(drawn: tuple[str, ...], sigma: float) -> Profile:
    """Rows of modules, `_DRAWN` samples each, blurred by so many modules."""
    light = np.array([[one == "0" for one in modules] for modules in drawn], np.float32)
    fine = np.repeat(light, _DRAWN, axis=1)
    soft = cv2.GaussianBlur(fine, (0, 0), sigmaX=sigma * _DRAWN, sigmaY=0.01, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(soft, np.float32)


def _sampled(rows: Profile, spots: NDArray[np.floating]) -> Profile:
    places = spots * _DRAWN - 0.5
    left = np.floor(places).astype(int)
    share = (places - left).astype(np.float32)
    return np.ascontiguousarray(rows[:, left] * (1 - share) + rows[:, left + 1] * share)
