"""What a camera's frame shows: codes, or what the person should do so that the label can be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from scanner.reading.rectifying import Profile
from scanner.reading.soft import looks_like
from scanner.reading.symbol import Code, Gray

# A serial of twelve characters must span so many pixels.
LEAST_SPAN = 260
# Between the darkest and the lightest of a label's bars, and of a whole frame's lightest part, in levels of gray.
LEAST_CONTRAST, DARKEST = 30, 45
# Changes between dark and light that make bars rather than an edge.
FEWEST_CHANGES = 12


class Hint(StrEnum):
    """What would help to read a label that is seen."""

    CLOSER = "closer"
    STILL = "hold still"
    LIGHT = "more light"


@dataclass(frozen=True)
class Seen:
    """The codes of a frame, from top to bottom; where there are none, perhaps a hint."""

    codes: list[Code]
    hint: Hint | None = None


def hint(image: Gray, unread: Iterable[tuple[float, Profile]]) -> Hint | None:
    """For the first of the unread regions, each its width and its bands, that looks like a label's bars."""
    if np.percentile(image[::16, ::16], 95) < DARKEST:
        return Hint.LIGHT
    for width, bands in unread:
        profile = bands.mean(0)
        if _changes(profile) >= FEWEST_CHANGES and (looks_like(profile) or looks_like(profile[::-1])):
            if np.subtract(*np.percentile(profile, (95, 5))) < LEAST_CONTRAST:
                return Hint.LIGHT
            return Hint.CLOSER if width < LEAST_SPAN else Hint.STILL
    return None


def _changes(profile: Profile) -> int:
    fine = profile - cv2.blur(profile[None], (41, 1))[0]
    clear = np.sign(fine[np.abs(fine) > 0.15 * np.ptp(fine)])
    return int(np.count_nonzero(np.diff(clear)))
