"""The file of makers' patterns: what `makers.toml` says, and what a warehouse's own file adds to it."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from scanner.codes.makers import HOLDS, Maker, Makers, Serials
from scanner.codes.pattern import BadPattern, Rule, compiled

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


def extended(makers: Makers, path: Path) -> Makers:
    """These makers, and what a file adds: to one known already, or a new one. Raises `BadMakers`."""
    try:
        return Makers((*makers.known, *read(path.read_text(encoding="utf-8"))))
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
    serials = Serials(serial, tuple(fields.get("holds", ())))
    return Maker(name, serials, box, part, beside, fields.get("beside_base"), fields)


# What ships with the release; what a warehouse adds is a value of its own.
SHIPPED = Makers(read((files("scanner.codes") / "makers.toml").read_text(encoding="utf-8")))
