"""What the characters of Code 128 look like along a profile, at several strengths of blur."""

from functools import cache

import cv2
import numpy as np
from barcode.charsets import code128
from numpy.typing import NDArray

Profile = NDArray[np.float32]

STARTS = (103, 104, 105)
# Modules of a character, of the stop, of the quiet that must be seen outside them (ten are prescribed).
CHAR, STOP, QUIET = 11, 13, 5
# Samples a module, and modules of the neighbours at each side that belong to a character's shape.
FINE, PAD = 4, 1
# Blur in modules. Narrow bars vanish near 0.6; what is left of a character is told apart up to one.
SIGMAS = (0.35, 0.65, 0.95)
_DRAWN = 16


def unit(rows: Profile) -> Profile:
    """Each row without its mean and of length one, so that a product of two is their correlation."""
    level = rows - rows.mean(-1, keepdims=True)
    return np.asarray(level / (np.sqrt((level * level).sum(-1, keepdims=True)) + 1e-6), np.float32)


def places() -> NDArray[np.float64]:
    """Where the samples of a character's shape lie, in modules from its left edge."""
    return (np.arange((CHAR + 2 * PAD) * FINE) + 0.5) / FINE - PAD


@cache
def characters(sigma: float) -> Profile:
    """One row each of the 106 characters, blurred by `sigma` modules, averaged over what may stand beside them."""
    sides = [(before, after) for before in ("000110", "000100") for after in ("100000", "110000")]
    rows = [
        np.mean([_sampled(before + code + after, places() + 6, sigma) for before, after in sides], axis=0)
        for code in code128.CODES
    ]
    return unit(np.array(rows, np.float32))


@cache
def starts(module: float, sigma: float) -> tuple[Profile, ...]:
    """Each start character with quiet before it, as rows of `module` pixels a module."""
    spots = (np.arange(int((QUIET + CHAR) * module)) + 0.5) / module + 5
    rows = (_sampled("0" * (QUIET + 5) + code128.CODES[one] + "110110", spots, sigma) for one in STARTS)
    return tuple(row[None] for row in rows)


@cache
def stop(module: float, sigma: float) -> Profile:
    """The stop with quiet after it."""
    spots = (np.arange(int((QUIET + STOP) * module)) + 0.5) / module + 5
    return _sampled("01100" + code128.STOP + "11" + "0" * (QUIET + 5), spots, sigma)[None]


def _sampled(modules: str, spots: NDArray[np.float64], sigma: float) -> Profile:
    light = np.array([[one == "0" for one in modules]], np.float32)
    drawn = np.repeat(light, _DRAWN, axis=1)
    soft = cv2.GaussianBlur(drawn, (0, 0), sigmaX=sigma * _DRAWN, sigmaY=0.01, borderType=cv2.BORDER_REPLICATE)[0]
    return np.interp(spots * _DRAWN - 0.5, np.arange(len(soft)), soft).astype(np.float32)
