"""What each maker prints on its labels, read from `makers.toml` and from a file that a warehouse adds to it."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from scanner.codes.pattern import BadPattern, Rule, compiled

HOLDS = {"digit": re.compile("[0-9]"), "letter": re.compile("[A-Z]")}
PATTERNS = ("serial", "box", "part", "beside")
BASES = range(2, 37)


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file: whose line (empty: the file's), which field, which rule, and the text at fault."""

    maker: str
    field: str
    rule: Rule
    text: str = ""


class BadMakers(ValueError):
    """A file of makers' patterns cannot be used; `faults` names everything that is wrong."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{one.maker}.{one.field}: {one.rule} {one.text}" for one in self.faults))


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

    def is_beside(self, text: str, serial: str) -> bool:
        """Whether `text` is a second code of the very device that has this serial."""
        return _fits(self.besides, text) or (self.base is not None and _number(serial, self.base) == text.lstrip("0"))


@dataclass(frozen=True)
class Makers:
    """All that is known of makers: a value, read once and handed to whoever reads labels."""

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

    def extended(self, path: Path) -> "Makers":
        """These, and what a file adds: to a maker known already, or a new one. Raises `BadMakers`."""
        try:
            return Makers((*self.known, *read(path.read_text(encoding="utf-8"))))
        except OSError as error:
            raise BadMakers([Fault("", "", Rule.READABLE, str(error.strerror))]) from error
        except UnicodeDecodeError as error:
            raise BadMakers([Fault("", "", Rule.READABLE, "UTF-8")]) from error


def read(text: str) -> tuple[Maker, ...]:
    """The makers of a file's text. Raises `BadMakers`, naming every fault and not only the first."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMakers([Fault("", "", Rule.READABLE, str(error))]) from error
    faults = [fault for name, fields in told.items() for fault in _faults(name, fields)]
    if faults:
        raise BadMakers(faults)
    return tuple(_maker(name, fields) for name, fields in told.items())


def _faults(name: str, fields: Any) -> Iterator[Fault]:
    if not isinstance(fields, dict):
        yield Fault("", name, Rule.KNOWN_FIELD)
        return
    for field, value in fields.items():
        if field == "beside_base":
            if type(value) is not int or value not in BASES:
                yield Fault(name, field, Rule.BASE, str(value))
        elif field not in (*PATTERNS, "holds"):
            yield Fault(name, field, Rule.KNOWN_FIELD)
        elif not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            yield Fault(name, field, Rule.TEXTS)
        elif field == "holds":
            yield from (Fault(name, field, Rule.HOLDS, one) for one in value if one not in HOLDS)
        else:
            yield from _bad_patterns(name, field, value)


def _bad_patterns(name: str, field: str, patterns: list[str]) -> Iterator[Fault]:
    for text in patterns:
        try:
            compiled(text, parts=field == "box")
        except BadPattern as error:
            yield Fault(name, field, error.rule, text)


def _maker(name: str, fields: Mapping[str, Any]) -> Maker:
    serial, box, part, beside = (
        tuple(compiled(text, parts=field == "box") for text in fields.get(field, ())) for field in PATTERNS
    )
    return Maker(name, Serials(serial, tuple(fields.get("holds", ()))), box, part, beside, fields.get("beside_base"))


def _fits(patterns: Iterable[re.Pattern[str]], text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in patterns)


def _number(text: str, base: int) -> str | None:
    try:
        return str(int(text, base))
    except ValueError:
        return None


# What ships with the release; what a warehouse adds is a value of its own.
SHIPPED = Makers(read((files("scanner.codes") / "makers.toml").read_text(encoding="utf-8")))
