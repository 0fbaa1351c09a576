"""Put the passes together: the whole picture, then each located region, and every code either of them finds.

A wrong serial is worse than none. What zxing reads in the picture as it came is taken; what it reads in a straightened
or sharpened crop is taken when a second strip of the same region agrees, and no other text is read at the same spot.
"""

from collections import Counter
from time import perf_counter

import numpy as np

from scanner.reading.locating import Corners, detect, direction, holds, locate
from scanner.reading.straightening import Strip, strips
from scanner.reading.symbol import LINEAR, MATRIX, THOROUGH, Code, Gray, read_strip, read_upright

AGREEING = 2
# Part of a code's length: two texts whose middles are nearer than this were read off the same bars.
SAME_SPOT = 0.1
# For how long regions of a camera's frame are read; the whole frame and the locating take 25 ms before that at 1080p.
LIVE_SECONDS = 0.03
LIVE_WIDTH = 1920
# After so many strips without any read a region is most likely print or a grille.
LIVE_PATIENCE, ALL_STRIPS = 6, 11

Found = dict[tuple[str, str], Code]


def read_still(image: Gray) -> list[Code]:
    """Every code of a gray picture, from top to bottom, with no thought for time (some 100 ms at 1080p)."""
    found = _keyed(read_upright(image, THOROUGH))
    found = _keyed(read_upright(_inverted(image), THOROUGH)) | found
    for corners in (*locate(image), *detect(image)):
        found = _add(found, _region(image, corners))
    return _sorted(found)


def read_live(image: Gray, seconds: float = LIVE_SECONDS) -> list[Code]:
    """The codes of a camera's gray frame, from top to bottom; after `seconds` no further region is begun."""
    step = -(-image.shape[1] // LIVE_WIDTH)
    small = np.ascontiguousarray(image[::step, ::step])
    found = _keyed(read_upright(small, LINEAR))
    regions = locate(small)
    end = perf_counter() + seconds
    for corners in regions:
        if perf_counter() > end:
            break
        if not _holds_one(corners, found):
            found = _add(found, _region(small, corners, LIVE_PATIENCE))
    if not found and perf_counter() < end:
        found = _keyed(read_upright(small, MATRIX))
    return _sorted({key: _enlarged(code, step) for key, code in found.items()})


def _region(image: Gray, corners: Corners, patience: int = ALL_STRIPS) -> Found:
    """The codes of one region on which enough strips agree."""
    angle = direction(image, corners)
    if angle is None:
        return {}
    votes: Counter[tuple[str, str]] = Counter()
    found: Found = {}
    for number, strip in enumerate(strips(image, corners, angle)):
        if number >= patience and not votes:
            break
        read = _strip(strip)
        votes.update(read.keys())
        found = read | found
        if votes and min(votes.values()) >= AGREEING:
            break
    return {key: code for key, code in found.items() if votes[key] >= AGREEING and not _contradicted(code, found)}


def _contradicted(code: Code, found: Found) -> bool:
    """Whether another text is read at the same spot: one of the two is wrong, and nobody can say which."""
    return any(other.key != code.key and _same_spot(code, other) for other in found.values())


def _same_spot(one: Code, other: Code) -> bool:
    corners = np.array(one.box, np.float64)
    apart = np.linalg.norm(corners.mean(0) - np.mean(other.box, axis=0))
    return bool(apart < SAME_SPOT * np.linalg.norm(corners[1] - corners[0]))


def _add(found: Found, more: Found) -> Found:
    """Both together; what is already found stays, and what contradicts it does not come in."""
    return found | {key: code for key, code in more.items() if key not in found and not _contradicted(code, found)}


def _strip(strip: Strip) -> Found:
    read = read_strip(strip.image) or read_strip(_inverted(strip.image))
    return _keyed([Code(code.text, code.symbology, strip.place(code.box)) for code in read])


def _holds_one(corners: Corners, found: Found) -> bool:
    """Whether the middle of a code already read lies in the region: reading it again would cost a camera its time."""
    return any(holds(corners, np.mean(code.box, axis=0)) for code in found.values())


def _inverted(image: Gray) -> Gray:
    """Light bars on dark, which zxing's own option does not read in linear codes, become dark bars on light."""
    return np.bitwise_not(image)


def _keyed(codes: list[Code]) -> Found:
    return {code.key: code for code in codes}


def _enlarged(code: Code, step: int) -> Code:
    return Code(code.text, code.symbology, tuple((x * step, y * step) for x, y in code.box)) if step > 1 else code


def _sorted(found: Found) -> list[Code]:
    return sorted(found.values(), key=lambda code: (min(y for _, y in code.box), min(x for x, _ in code.box)))
