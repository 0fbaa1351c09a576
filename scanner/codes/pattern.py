"""What a maker's codes look like, in a small language of its own that no text can make slow.

    5CG[0-9]{4}[0-9A-Z]{3}                                letters, digits and `- . / :` stand for themselves, a set for
                                                          one of its characters, a count for so many of the one before
    [0-9]{11,12}                                          a count may be a range, twice in a pattern
    1S<part:[0-9A-Z]{10}><serial:[0-9A-Z]{8}>             parts are named `part` and `serial`

Regular expressions as such are not taken: a repeat inside a repeat would let one long text hold a service up for hours.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

SHORTEST, LONGEST = 4, 64
MOST_RANGES = 2
_ITEM = re.compile(
    r"(?P<one>[A-Z0-9\-./:]|\[(?:[A-Z]-[A-Z]|[0-9]-[0-9]|[A-Z0-9./])+-?\])(?:\{(?P<least>[0-9]{1,2})(?:,(?P<most>[0-9]{1,2}))?\})?"
)
_PART = re.compile(r"<(?P<name>part|serial):(?P<items>[^<>]+)>")


class Rule(StrEnum):
    """What a file of makers' patterns must keep to."""

    READABLE = "readable"
    KNOWN_FIELD = "known_field"
    TEXTS = "texts"
    SPELLING = "spelling"
    LENGTH = "length"
    RANGES = "ranges"
    PARTS = "parts"
    BASE = "base"
    HOLDS = "holds"


class BadPattern(ValueError):
    """A pattern breaks `rule`."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule.value)
        self.rule = rule


def compiled(text: str, parts: bool = False) -> re.Pattern[str]:
    """The pattern to match whole texts with. Raises `BadPattern`. With `parts`, one of them is named `serial`."""
    names = [found["name"] for found in _PART.finditer(text)]
    if (parts and "serial" not in names) or len(set(names)) < len(names) or (names and not parts):
        raise BadPattern(Rule.PARTS)
    items = list(_items(_PART.sub(lambda found: found["items"], text)))
    least, most = (sum(lengths) for lengths in zip(*(_lengths(item) for item in items), strict=True))
    if not SHORTEST <= least <= most <= LONGEST:
        raise BadPattern(Rule.LENGTH)
    if sum(item["most"] is not None for item in items) > MOST_RANGES:
        raise BadPattern(Rule.RANGES)
    spelled = _PART.sub(lambda found: f"(?P<{found['name']}>{_spelled(found['items'])})", text)
    return re.compile(spelled if names else _spelled(text), re.ASCII)


def _items(text: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(text) or not text:
        item = _ITEM.match(text, place)
        if item is None or any(first > last for first, last in re.findall("(.)-([^]])", item["one"][1:])):
            raise BadPattern(Rule.SPELLING)
        yield item
        place = item.end()


def _lengths(item: re.Match[str]) -> tuple[int, int]:
    least = int(item["least"] or 1)
    most = int(item["most"] or least)
    if least > most:
        raise BadPattern(Rule.SPELLING)
    return least, most


def _spelled(text: str) -> str:
    return text.replace(".", r"\.")
