"""Read one region in several ways, and believe what two of them say and none contradicts."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from scanner.reading.rectifying import Profile, Upright
from scanner.reading.soft import confirms, decode
from scanner.reading.symbol import LINEAR, RETAIL, Code, Gray, is_trusted_crop, read_strip

AGREEING = 2
# A number of a shop's article has one check digit alone: one wrong number in ten has it right by chance.
AGREEING_RETAIL, MUCH_LIKELIER = 3, 4
ROWS = 24
# After so many strips without any read of them a camera goes on.
PATIENCE = 3
# Unsharp masks across the bars, as width in pixels and amount.
SOFT, SHARP, SHARPEST = (1.0, 0.0), (2.0, 1.5), (3.0, 3.0)
OVERLAP = 0.5


@dataclass
class Vote:
    """A text read at a place of the profile, and by how many ways."""

    text: str
    symbology: str
    left: float
    right: float
    count: int = 1

    @property
    def key(self) -> tuple[str, str]:
        """The same code read twice has the same key."""
        return self.text, self.symbology

    def believed(self) -> bool:
        """Whether enough ways say so."""
        return self.count >= (AGREEING_RETAIL if self.symbology in RETAIL else AGREEING)

    def contradicted_by(self, other: "Vote") -> bool:
        """Whether the other was read off the same bars; of two numbers of goods the much likelier stands."""
        shared = min(self.right, other.right) - max(self.left, other.left)
        goods = self.symbology in RETAIL and other.symbology in RETAIL and self.count >= MUCH_LIKELIER * other.count
        overlap = shared > OVERLAP * min(self.right - self.left, other.right - other.left)
        return self is not other and overlap and not goods


class Poll:
    """The votes on one region."""

    def __init__(self) -> None:
        self.votes: dict[tuple[str, str], Vote] = {}

    def add(self, vote: Vote) -> None:
        """Count a way that read this; where it lies is what the first said."""
        if known := self.votes.get(vote.key):
            known.count += vote.count
        else:
            self.votes[vote.key] = vote

    def settled(self) -> bool:
        """Whether something was read and all of it is believed."""
        return bool(self.votes) and all(vote.believed() for vote in self.votes.values())

    def elected(self) -> list[Vote]:
        """What is believed and not contradicted: of two texts off the same bars nobody can say which is right."""
        every = list(self.votes.values())
        return [one for one in every if one.believed() and not any(one.contradicted_by(two) for two in every)]


def read_region(strip: Upright, thorough: bool = False) -> list[Code]:
    """The linear codes of a straightened region."""
    poll = Poll()
    for number, image in enumerate(_strips(strip.bands)):
        if (number >= AGREEING and poll.settled()) or (number >= PATIENCE and not poll.votes and not thorough):
            break
        read = read_strip(image, LINEAR)
        if not read and (number < AGREEING or poll.votes):
            read = read_strip(np.bitwise_not(image), LINEAR)
        for code in read:
            xs = [x for x, _ in code.box]
            shrink = image.shape[1] / strip.bands.shape[1]
            poll.add(Vote(code.text, code.symbology, min(xs) / shrink, max(xs) / shrink))
    if not poll.settled():
        for vote in _by_shapes(strip.bands, thorough):
            poll.add(vote)
    return [Code(one.text, one.symbology, strip.place(one.left, one.right)) for one in poll.elected()]


def _strips(bands: Profile) -> Iterator[Gray]:
    """The bars in several strengths, best first."""
    half, most = max(len(bands) // 2, 1), 2 * len(bands) // 3 + 1
    every = bands.mean(0, keepdims=True)
    yield _drawn(bands, SHARP)
    yield _drawn(every, SHARP)
    yield _drawn(every, SOFT)
    for part in (bands[:half], bands[-half:]):
        yield _drawn(part.mean(0, keepdims=True), SHARP)
    yield _drawn(every, SHARPEST)
    yield _drawn(every, SHARPEST, 2)
    for part in (bands[:most], bands[-most:]):
        yield _drawn(part.mean(0, keepdims=True), SHARPEST)


def _drawn(rows: Profile, mask: tuple[float, float], scale: int = 1) -> Gray:
    """Rows high enough for zxing, with all the contrast that there is, unsharp masked across the bars."""
    sigma, amount = mask
    if scale > 1:
        rows = np.asarray(cv2.resize(rows, None, fx=scale, fy=1, interpolation=cv2.INTER_CUBIC), np.float32)
    if amount:
        soft = cv2.GaussianBlur(rows, (0, 0), sigmaX=sigma * scale, sigmaY=0.01)
        rows = rows + amount * (rows - soft)
    ordered = np.sort(rows[0])
    dark, light = ordered[len(ordered) // 50], ordered[-1 - len(ordered) // 50]
    stretched = np.clip((rows - dark) * (255 / max(light - dark, 1.0)), 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(stretched, (rows.shape[1], ROWS), interpolation=cv2.INTER_NEAREST), np.uint8)


def _by_shapes(bands: Profile, thorough: bool) -> Iterator[Vote]:
    """What the characters' shapes say of all the bars, with the votes of their upper and lower half."""
    width = bands.shape[1]
    for light in (False, True) if thorough else (False,):
        for backwards in (False, True) if thorough else (False,):
            rows = -bands if light else bands
            rows = np.ascontiguousarray(rows[:, ::-1] if backwards else rows)
            read = decode(rows.mean(0))
            if read is None or not is_trusted_crop(read.text):
                continue
            half = max(len(rows) // 2, 1)
            confirmed = sum(confirms(part.mean(0), read) for part in (rows[:half], rows[-half:]))
            if confirmed < read.alphabet.confirmed:
                continue
            left, right = read.span
            left, right = (width - right, width - left) if backwards else (left, right)
            yield Vote(read.text, read.symbology, left, right, 1 + confirmed)
            return
