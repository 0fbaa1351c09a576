"""The codes found so far in one picture, and which of them can stand beside one another."""

import numpy as np

from scanner.reading.symbol import RETAIL, Code

# Part of a code's length: two texts whose middles are nearer than this were read off the same bars.
SAME_SPOT = 0.1

Found = dict[tuple[str, str], Code]


def _contradicted(code: Code, found: Found) -> bool:
    """Whether another text is read at the same spot: one of the two is wrong, and nobody can say which."""
    return any(other.key != code.key and _same_spot(code, other) for other in found.values())


def _same_spot(one: Code, other: Code) -> bool:
    corners = np.array(one.box, np.float64)
    apart = np.linalg.norm(corners.mean(0) - np.mean(other.box, axis=0))
    return bool(apart < SAME_SPOT * np.linalg.norm(corners[1] - corners[0]))


def add(found: Found, more: Found) -> Found:
    """Both together; what is already found stays, and what contradicts it does not come in."""
    return found | {key: code for key, code in more.items() if key not in found and not _contradicted(code, found)}


def certain(found: Found) -> Found:
    """Without numbers of goods: zxing reads wrong ones off other codes, so that they need the region's agreement."""
    return {key: code for key, code in found.items() if code.symbology not in RETAIL}


def trusted(found: Found) -> Found:
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


def keyed(codes: list[Code]) -> Found:
    """Each code once."""
    return {code.key: code for code in codes}


def enlarged(found: Found, step: int) -> Found:
    """As read in every `step`th pixel of every `step`th row, in the picture's own pixels."""
    if step == 1:
        return found
    boxes = {key: tuple((x * step, y * step) for x, y in code.box) for key, code in found.items()}
    return {key: Code(*key, box) for key, box in boxes.items()}


def ordered(found: Found) -> list[Code]:
    """From top to bottom."""
    return sorted(found.values(), key=lambda code: (min(y for _, y in code.box), min(x for x, _ in code.box)))
