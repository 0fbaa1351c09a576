"""What a camera's frame shows: codes, or what the person should do so that the label can be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from scanner.reading.rectifying import Profile
from scanner.reading.soft import likeness
from scanner.reading.symbol import Code, Gray

# A serial of twelve characters must span so many pixels.
LEAST_SPAN = 260
# Between the darkest and the lightest of a label's bars, and of a whole frame's lightest part, in levels of gray.
LEAST_CONTRAST, DARKEST = 40, 45
# Of a start and a stop together: those that are read begin at 1.77, one place in six without a code reaches this.
LEAST_ALIKE = 1.74
# Changes between dark and light that make bars rather than an edge.
FEWEST_CHANGES = 8


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
    """For what looks most like a label's bars among the unread regions, each its width and its bands."""
    if np.percentile(image[::16, ::16], 95) < DARKEST:
        return Hint.LIGHT
    profiles = [(width, bands.mean(0)) for width, bands in unread]
    ranked = [(_alike(profile), width, profile) for width, profile in profiles if _changes(profile) >= FEWEST_CHANGES]
    alike, width, profile = max(ranked, key=lambda one: one[0], default=(0.0, 0.0, np.zeros(1, np.float32)))
    if alike < LEAST_ALIKE:
        return None
    middle = profile[len(profile) // 4 : -len(profile) // 4]
    if np.subtract(*np.percentile(middle, (95, 5))) < LEAST_CONTRAST:
        return Hint.LIGHT
    return Hint.CLOSER if width < LEAST_SPAN else Hint.STILL


def _alike(profile: Profile) -> float:
    return max(likeness(profile), likeness(profile[::-1]))


def _changes(profile: Profile) -> int:
    fine = profile - cv2.blur(profile[None], (41, 1))[0]
    clear = np.sign(fine[np.abs(fine) > 0.15 * np.ptp(fine)])
    return int(np.count_nonzero(np.diff(clear)))
