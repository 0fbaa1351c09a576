"""What each maker prints on its labels: values, read once from a file and handed to whoever reads labels."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

HOLDS = {"digit": re.compile("[0-9]"), "letter": re.compile("[A-Z]")}


@dataclass(frozen=True)
class Serials:
    """Patterns of serials, and what each of them has at least one of."""

    patterns: tuple[re.Pattern[str], ...]
    holds: tuple[str, ...] = ()

    def fit(self, text: str) -> bool:
        return _fits(self.patterns, text) and all(HOLDS[one].search(text) for one in self.holds)


@dataclass(frozen=True)
class Maker:
    """What one file says of one maker."""

    name: str
    serials: Serials
    boxes: tuple[re.Pattern[str], ...] = ()
    parts: tuple[re.Pattern[str], ...] = ()
    besides: tuple[re.Pattern[str], ...] = ()
    base: int | None = None
    # As the file says it, for people.
    told: Mapping[str, Any] = field(default_factory=dict)

    def is_beside(self, text: str, serial: str) -> bool:
        """Whether `text` is a second code of the very device that has this serial."""
        return _fits(self.besides, text) or (self.base is not None and _number(serial, self.base) == text.lstrip("0"))


@dataclass(frozen=True)
class Makers:
    """All that is known of makers; of one maker, several files may say something."""

    known: tuple[Maker, ...]

    def of(self, serial: str) -> frozenset[str]:
        """Whose serials look like this."""
        return frozenset(one.name for one in self.known if one.serials.fit(serial))

    def is_serial(self, text: str) -> bool:
        return any(one.serials.fit(text) for one in self.known)

    def is_part(self, text: str) -> bool:
        return any(_fits(one.parts, text) for one in self.known)

    def box(self, text: str) -> Mapping[str, str]:
        """The `serial`, and perhaps the `part`, that one code of a box holds; empty for any other code."""
        found = (pattern.fullmatch(text) for one in self.known for pattern in one.boxes)
        return next((one.groupdict() for one in found if one), {})

    def are_beside(self, text: str, serial: str) -> bool:
        """Whether `text` is a second code of the device that has this serial, whichever maker's it looks like."""
        return any(one.is_beside(text, serial) for one in self.known if one.serials.fit(serial))


def _fits(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in patterns)


def _number(text: str, base: int) -> str | None:
    try:
        return str(int(text, base))
    except ValueError:
        return None
