"""One label in view is one scan: the frames' codes are gathered by label, and each label is handed over once."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from scanner.codes import Kind, candidates
from scanner.reading import Code

Key = tuple[str, str]
Label = tuple[Key, ...]

# A label whose codes were all seen is handed over while it is still held: no new code for so long, in so many frames
# that show it. Of five codes side by side nearly each frame shows all, a bad frame one or two less.
SETTLED_SECONDS, SETTLED_FRAMES = 0.3, 3
# Not seen for so long, it has left and is handed over as it was seen: a shaking hand hides it for less.
GONE_SECONDS = 0.5
# The same label is a new scan only after so long out of view: a hand that turns the box, or a glare, hides it for less,
# and nobody scans one device twice within it on purpose.
AGAIN_SECONDS = 2.0
# Codes are of one label when no further apart than the longer of them is: labels of two boxes are further apart.
NEAR = 1.0
# What names a device, a place or a carton; a label with none of these yet is waited for until it leaves.
NAMING = {Kind.SERIAL, Kind.ASSET_TAG, Kind.LOCATION, Kind.CARTON, Kind.DOCUMENT, Kind.SCHOOL, Kind.UNKNOWN}


@dataclass(eq=False)
class Track:
    """A label in view, or lately so: the union of its codes in the order seen, and when and how often it was."""

    first: float
    last: float
    grew: float
    frames: int = 0
    still: int = 0
    taken: bool = False
    codes: dict[Key, None] = field(default_factory=dict)

    def see(self, at: float, keys: Iterable[Key]) -> None:
        """Take in what one frame shows of it."""
        before = len(self.codes)
        self.codes.update(dict.fromkeys(keys))
        grown = len(self.codes) > before
        self.grew, self.still = (at, 0) if grown else (self.grew, self.still + 1)
        self.last, self.frames = at, self.frames + 1

    def absorb(self, other: "Track") -> None:
        """The other is this same label: seen together in one frame."""
        self.codes.update(other.codes)
        self.first, self.grew = min(self.first, other.first), max(self.grew, other.grew)
        self.taken, self.frames = self.taken or other.taken, self.frames + other.frames

    def is_settled(self) -> bool:
        """Whether more frames are not likely to show more of it."""
        seen_enough = self.still >= SETTLED_FRAMES and self.last - self.grew >= SETTLED_SECONDS
        return seen_enough and any(one.kind in NAMING for key in self.codes for one in candidates(*key))


class Tracker:
    """Fed each frame's codes in order, it hands each label over once; of time it knows what the frames say."""

    def __init__(self) -> None:
        self._tracks: list[Track] = []

    def see(self, at: float, codes: Iterable[Code]) -> list[Label]:
        """The labels that are complete with this frame, taken `at` seconds; an empty frame tells that labels leave."""
        for group in groups(list(codes)):
            self._join(at, [code.key for code in group])
        waiting = [one for one in self._tracks if not one.taken]
        labels = self._hand_over([one for one in waiting if at - one.last >= GONE_SECONDS or one.is_settled()])
        self._tracks = [one for one in self._tracks if at - one.last < AGAIN_SECONDS]
        return labels

    def end(self) -> list[Label]:
        """The labels in view when the film ends."""
        labels = self._hand_over([one for one in self._tracks if not one.taken])
        self._tracks = []
        return labels

    def _join(self, at: float, keys: list[Key]) -> None:
        same = [track for track in self._tracks if any(key in track.codes for key in keys)]
        track = same[0] if same else Track(at, at, at)
        for other in same[1:]:
            track.absorb(other)
        track.see(at, keys)
        self._tracks = [one for one in self._tracks if one not in same] + [track]

    def _hand_over(self, ready: list[Track]) -> list[Label]:
        flickers = [one for one in ready if self._is_a_flicker(one)]
        self._tracks = [one for one in self._tracks if one not in flickers]
        fresh = [one for one in ready if one not in flickers]
        for one in fresh:
            one.taken = True
        return [tuple(one.codes) for one in fresh]

    def _is_a_flicker(self, track: Track) -> bool:
        """Seen in a frame or two, while another label was and stayed in view: no label that anybody held up."""
        around = (one for one in self._tracks if one is not track and one.first <= track.first)
        return track.frames < SETTLED_FRAMES and any(one.last > track.last for one in around)


def groups(codes: list[Code]) -> list[list[Code]]:
    """The codes of one frame by label: together what is near, or near to what is near."""
    found: list[list[Code]] = []
    for code in codes:
        near = [group for group in found if any(_are_near(code, other) for other in group)]
        found = [group for group in found if group not in near] + [[code, *(one for group in near for one in group)]]
    return [sorted(group, key=codes.index) for group in found]


def _are_near(one: Code, other: Code) -> bool:
    boxes = np.array([one.box, other.box], np.float64)
    low, high = boxes.min(1), boxes.max(1)
    apart = np.linalg.norm(np.maximum(0.0, np.maximum(low[0] - high[1], low[1] - high[0])))
    return bool(apart <= NEAR * (high - low).max())
