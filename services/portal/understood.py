"""What a text that was typed, scanned or photographed may stand for: makers' prefixes and GS1 identifiers are off."""

from collections.abc import Iterable
from dataclasses import dataclass

from scanner.codes import Candidate, Kind, Makers, candidates

# What something here may be called by.
NAMING = frozenset({
    Kind.SERIAL, Kind.ASSET_TAG, Kind.LOCATION, Kind.CARTON, Kind.DOCUMENT, Kind.SCHOOL, Kind.UNKNOWN,
})  # fmt: skip

NUL = "\0"


@dataclass(frozen=True)
class Understood:
    """What codes may stand for, the likeliest first; `beginning`: what was typed, of which names may be longer."""

    readings: tuple[Candidate, ...]
    beginning: str = ""

    @property
    def kinds(self) -> str:
        """As what it may be read, the likeliest first: what may be told of a search, unlike its text."""
        return " ".join(dict.fromkeys(one.kind.value for one in self.readings))

    @property
    def texts(self) -> list[str]:
        """The names to look for, in capitals."""
        named = [one.value.upper() for one in self.readings if one.kind in NAMING]
        found = dict.fromkeys([*([self.beginning] if self.beginning else []), *named])
        # No name has a NUL, which a picture's code may have and a database refuses.
        return [one for one in found if NUL not in one]


def typed(text: str, makers: Makers) -> Understood:
    """A text from a keyboard, or from a scanner that types."""
    stripped = text.replace(NUL, "").strip()
    return Understood(candidates(stripped, "", makers) if stripped else (), stripped.upper())


def seen(codes: Iterable[tuple[str, str]], makers: Makers) -> Understood:
    """The codes of a picture, each with its symbology."""
    found = [reading for text, symbology in codes for reading in candidates(text, symbology, makers)]
    return Understood(tuple(dict.fromkeys(found)))
