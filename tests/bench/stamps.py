"""Stamps: the moment after the commit of each event, a line each, on the clock that all processes here share."""

import time
from math import ceil
from pathlib import Path


class Stamps:
    """A file that grows by a line an event and can be read meanwhile."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1, encoding="ascii")

    def note(self, *ids: object) -> None:
        """These were committed just now."""
        moment = time.monotonic()
        self._file.write("".join(f"{one} {moment:.6f}\n" for one in ids))

    def close(self) -> None:
        self._file.close()


def read_stamps(path: Path) -> dict[str, float]:
    """The moment of each id: of the first time, where it came twice."""
    moments: dict[str, float] = {}
    for line in path.read_text(encoding="ascii").splitlines():
        one, moment = line.split()
        moments.setdefault(one, float(moment))
    return moments


def percentile(values: list[float], share: float) -> float:
    """The least value that `share` of all do not exceed: of 20 the 19th for 0.95, never the worst alone."""
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)]
