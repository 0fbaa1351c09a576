"""What the frames that are not read have in common: the share that is read, by each thing that was done to them."""

from collections.abc import Iterator
from itertools import pairwise

# Under each name the edges of the bins; the last holds all above.
EDGES: dict[str, tuple[float, ...]] = {
    "pixels a module": (1.0, 1.25, 1.5, 2.0),
    "blur in modules": (0.0, 0.3, 0.5, 0.7, 0.9),
    "motion in pixels": (0.0, 2.0, 3.0, 4.0, 5.0),
    "degrees of tilt": (0.0, 10.0, 20.0, 30.0),
    "degrees of turn": (0.0, 15.0, 30.0),
    "contrast": (0.35, 0.5, 0.75),
    "noise in levels": (1.0, 4.0, 6.0),
    "glare": (0.0, 1.0),
    "Code 39": (0.0, 1.0),
}


def shares(frames: list[tuple[dict[str, float], bool]]) -> Iterator[tuple[str, str, int, float]]:
    """Of hard frames' faults, each with whether it was read: the name, the bin, how many, and the share read."""
    named = [(_named(faults), read) for faults, read in frames]
    for name, edges in EDGES.items():
        for low, high in pairwise((*edges, float("inf"))):
            within = [read for values, read in named if low <= values[name] < high]
            if within:
                yield name, _bin(low, high), len(within), sum(within) / len(within)


def _named(faults: dict[str, float]) -> dict[str, float]:
    return {
        "pixels a module": faults["module"],
        "blur in modules": faults["blur"] / faults["module"],
        "motion in pixels": faults["motion"],
        "degrees of tilt": faults["tilt"],
        "degrees of turn": abs(faults["turn"]),
        "contrast": faults["contrast"],
        "noise in levels": faults["noise"],
        "glare": faults["glare"],
        "Code 39": faults["code39"],
    }


def _bin(low: float, high: float) -> str:
    return f"{low:g} and more" if high == float("inf") else f"{low:g} to {high:g}"
