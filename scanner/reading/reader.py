"""Put the passes together: the whole picture, then each located region, and every code either of them finds.

A wrong serial is worse than none. What zxing reads in the picture as it came is taken; what is read in a straightened
or sharpened region is taken when a second way agrees, and no other text is read off the same bars.
"""

from collections.abc import Iterator
from itertools import count, zip_longest
from time import thread_time

import numpy as np

from scanner.reading.found import Found, add, certain, enlarged, keyed, ordered, trusted
from scanner.reading.locating import Directions, Region
from scanner.reading.rectifying import Profile, upright
from scanner.reading.region import read_region
from scanner.reading.seen import Seen, hint
from scanner.reading.soft import prepare
from scanner.reading.symbol import LINEAR, MATRIX, THOROUGH, Code, Gray, read_upright

# A region so much longer than a code that was read in it may hold another beside it.
ALONE = 1.5
# For how long regions are tried that hold no code; the whole frame and the locating take 20 ms before at 1080p.
# It is this thread's own time: a busy machine makes frames late, and does not make labels unreadable.
LIVE_SECONDS = 0.04
# Of the strongest regions that stay unread so many are asked for a hint.
MOST_HINTED = 5
LIVE_WIDTH = 1920
# A code that is held before a camera is there for more frames than this.
SQUARE_EVERY = 3
# Over how many cells gradients are averaged to find regions: first those that part what stands side by side.
REACHES = (1, 3)


def read_still(image: Gray) -> list[Code]:
    """Every code of a gray picture, from top to bottom, with no thought for time (some 150 ms at 1080p)."""
    found = certain(keyed(read_upright(image, THOROUGH)))
    found = certain(keyed(read_upright(np.bitwise_not(image), THOROUGH))) | found
    for step in sorted({1, _step(image)}):
        small = np.ascontiguousarray(image[::step, ::step])
        found = add(found, enlarged(_in_regions(small, {} if step > 1 else found), step))
    return ordered(trusted(found))


def read_live(image: Gray, seconds: float = LIVE_SECONDS, *, square: bool = True) -> Seen:
    """What a camera's gray frame shows; after `seconds` in regions without a code no further one is begun.

    Where there is no linear code `square` ones are looked for: half of what a frame without codes costs.
    """
    step = _step(image)
    small = np.ascontiguousarray(image[::step, ::step])
    found = certain(keyed(read_upright(small, LINEAR)))
    unread: list[tuple[float, Profile]] = []
    directions = Directions(small)
    prepare()
    end = thread_time() + seconds
    for region in _ranked(directions):
        begun = thread_time()
        # Where one code is there are others: it would be a pity to miss the fifth of a box.
        if begun > end + (seconds if found else 0.0):
            break
        if not _is_read(region, found):
            strips = upright(small, region)
            read = read_region(strips[0])
            read += [code for strip in strips[1:] for code in read_region(strip)] if read else []
            found = add(found, keyed(read))
            unread += [] if read else [(region.width, strips[0].bands)]
            end += thread_time() - begun if read else 0.0
    if square and not found:
        found = keyed(read_upright(small, MATRIX))
    codes = ordered(enlarged(trusted(found), step))
    return Seen(codes, None if codes else hint(small, unread[:MOST_HINTED]))


class Live:
    """A camera's frames, one after another, or in several threads: square codes are looked for in every third."""

    def __init__(self) -> None:
        self._frames = count()

    def read(self, image: Gray) -> Seen:
        """What the next frame shows, as `read_live` says."""
        return read_live(image, square=next(self._frames) % SQUARE_EVERY == 0)


def _in_regions(image: Gray, found: Found) -> Found:
    for region in _ranked(Directions(image)):
        if not _is_read(region, found):
            read = [code for strip in upright(image, region) for code in read_region(strip, thorough=True)]
            found = add(found, keyed(read))
    return found


def _step(image: Gray) -> int:
    """Bars of a large picture are found where it is reduced."""
    return max(-(-int(image.shape[1]) // LIVE_WIDTH), 1)


def _ranked(directions: Directions) -> Iterator[Region]:
    """The strongest region of each reach, then the second of each, and so on."""
    for same in zip_longest(*(directions.regions(reach) for reach in REACHES)):
        yield from (region for region in same if region)


def _is_read(region: Region, found: Found) -> bool:
    """Whether a code already read lies in the region and fills it: reading it again would cost a camera its time."""
    inside = [np.array(code.box, np.float64) for code in found.values()]
    return any(
        region.holds(box.mean(0)) and region.width < ALONE * np.linalg.norm(box[1] - box[0]) + 20 for box in inside
    )
