"""Put the passes together: the whole picture, then each located region, and every code either of them finds.

A wrong serial is worse than none. What zxing reads in the picture as it came is taken; what is read in a straightened
or sharpened region is taken when a second way agrees, and no other text is read off the same bars.
"""

from collections.abc import Iterator
from itertools import zip_longest
from time import thread_time

import numpy as np

from scanner.reading.locating import Directions, Region
from scanner.reading.rectifying import Profile, upright
from scanner.reading.region import read_region
from scanner.reading.seen import Seen, hint
from scanner.reading.symbol import LINEAR, MATRIX, RETAIL, THOROUGH, Code, Gray, read_upright

# Part of a code's length: two texts whose middles are nearer than this were read off the same bars.
SAME_SPOT = 0.1
# A region so much longer than a code that was read in it may hold another beside it.
ALONE = 1.5
# For how long regions are tried that turn out to hold no code; the whole frame and the locating take 20 ms before that at 1080p.
# It is this thread's own time: a busy machine makes frames late, and does not make labels unreadable.
LIVE_SECONDS = 0.03
# Of the strongest regions that stay unread so many are asked for a hint.
MOST_HINTED = 5
LIVE_WIDTH = 1920
# Over how many cells gradients are averaged to find regions: first those that part what stands side by side.
REACHES = (1, 3)

Found = dict[tuple[str, str], Code]


def read_still(image: Gray) -> list[Code]:
    """Every code of a gray picture, from top to bottom, with no thought for time (some 150 ms at 1080p)."""
    found = _keyed(read_upright(image, THOROUGH))
    found = _keyed(read_upright(np.bitwise_not(image), THOROUGH)) | found
    directions = Directions(image)
    for region in _ranked(directions):
        if not _is_read(region, found):
            found = _add(found, _keyed(read_region(upright(image, region), thorough=True)))
    return _sorted(_trusted(found))


def read_live(image: Gray, seconds: float = LIVE_SECONDS) -> Seen:
    """What a camera's gray frame shows; after `seconds` in regions without a code no further one is begun."""
    step = -(-image.shape[1] // LIVE_WIDTH)
    small = np.ascontiguousarray(image[::step, ::step])
    found = _keyed(read_upright(small, LINEAR))
    unread: list[tuple[float, Profile]] = []
    directions = Directions(small)
    end = thread_time() + seconds
    for region in _ranked(directions):
        begun = thread_time()
        if begun > end:
            break
        if not _is_read(region, found):
            strip = upright(small, region)
            read = read_region(strip)
            found = _add(found, _keyed(read))
            unread += [] if read else [(region.width, strip.bands)]
            end += thread_time() - begun if read else 0.0
    if not found and thread_time() < end:
        found = _keyed(read_upright(small, MATRIX))
    codes = _sorted({key: _enlarged(code, step) for key, code in _trusted(found).items()})
    return Seen(codes, None if codes else hint(small, unread[:MOST_HINTED]))


def _ranked(directions: Directions) -> Iterator[Region]:
    """The strongest region of each reach, then the second of each, and so on."""
    for same in zip_longest(*(directions.regions(reach) for reach in REACHES)):
        yield from (region for region in same if region)


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


def _trusted(found: Found) -> Found:
    """Without numbers of goods read off a part of another code's bars."""
    serial = [code for code in found.values() if code.symbology not in RETAIL]
    return {key: code for key, code in found.items() if code.symbology not in RETAIL or not _within(code, serial)}


def _within(code: Code, others: list[Code]) -> bool:
    centre = np.mean(code.box, axis=0)
    for box in (np.array(other.box, np.float64) for other in others):
        across = box[1] - box[0]
        along, aside = (centre - box.mean(0)) @ np.column_stack([across, (-across[1], across[0])]) / (across @ across)
        if abs(along) < 0.5 and abs(aside) < SAME_SPOT:
            return True
    return False


def _is_read(region: Region, found: Found) -> bool:
    """Whether a code already read lies in the region and fills it: reading it again would cost a camera its time."""
    inside = [np.array(code.box, np.float64) for code in found.values()]
    return any(
        region.holds(box.mean(0)) and region.width < ALONE * np.linalg.norm(box[1] - box[0]) + 20 for box in inside
    )


def _keyed(codes: list[Code]) -> Found:
    return {code.key: code for code in codes}


def _enlarged(code: Code, step: int) -> Code:
    return Code(code.text, code.symbology, tuple((x * step, y * step) for x, y in code.box)) if step > 1 else code


def _sorted(found: Found) -> list[Code]:
    return sorted(found.values(), key=lambda code: (min(y for _, y in code.box), min(x for x, _ in code.box)))
