"""Put the passes together: the whole picture, then each located region, and every code either of them finds.

A wrong serial is worse than none. What zxing reads in the picture as it came is taken; what is read in a straightened
or sharpened region is taken when a second way agrees, and no other text is read off the same bars.
"""

from time import perf_counter

import numpy as np

from scanner.reading.locating import Directions, Region
from scanner.reading.rectifying import upright
from scanner.reading.region import read_region
from scanner.reading.symbol import LINEAR, MATRIX, THOROUGH, Code, Gray, read_upright

# Part of a code's length: two texts whose middles are nearer than this were read off the same bars.
SAME_SPOT = 0.1
# A region so much longer than a code that was read in it may hold another beside it.
ALONE = 1.5
# For how long regions of a camera's frame are read; the whole frame and the locating take 20 ms before that at 1080p.
LIVE_SECONDS = 0.04
LIVE_WIDTH = 1920
# Over how many cells gradients are averaged to find regions: first those that part what stands side by side.
REACHES = (1, 3)

Found = dict[tuple[str, str], Code]


def read_still(image: Gray) -> list[Code]:
    """Every code of a gray picture, from top to bottom, with no thought for time (some 150 ms at 1080p)."""
    found = _keyed(read_upright(image, THOROUGH))
    found = _keyed(read_upright(np.bitwise_not(image), THOROUGH)) | found
    directions = Directions(image)
    for region in (one for reach in REACHES for one in directions.regions(reach)):
        if not _is_read(region, found):
            found = _add(found, _keyed(read_region(upright(image, region), thorough=True)))
    return _sorted(found)


def read_live(image: Gray, seconds: float = LIVE_SECONDS) -> list[Code]:
    """The codes of a camera's gray frame, from top to bottom; after `seconds` no further region is begun."""
    step = -(-image.shape[1] // LIVE_WIDTH)
    small = np.ascontiguousarray(image[::step, ::step])
    found = _keyed(read_upright(small, LINEAR))
    directions = Directions(small)
    end = perf_counter() + seconds
    for region in (one for reach in REACHES for one in directions.regions(reach)):
        if perf_counter() > end:
            break
        if not _is_read(region, found):
            found = _add(found, _keyed(read_region(upright(small, region))))
    if not found and perf_counter() < end:
        found = _keyed(read_upright(small, MATRIX))
    return _sorted({key: _enlarged(code, step) for key, code in found.items()})


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
