"""All codes seen together on one label: what each may stand for, and which may be the device's serial."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from scanner.codes.candidate import Kind
from scanner.codes.classify import candidates, spelled, stripped
from scanner.codes.gs1 import names_by_identifier
from scanner.codes.makers import Makers
from scanner.codes.makers_file import SHIPPED
from scanner.codes.standards import is_number

_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9\-/.]{4,39}")
_LOOSE = frozenset({Kind.PART, Kind.GTIN, Kind.UNKNOWN})


@dataclass(frozen=True)
class Reading:
    """One of the things that a code may stand for: its raw text and symbology as they were seen, kind and value."""

    text: str
    symbology: str
    kind: Kind
    value: str


@dataclass(frozen=True)
class Label:
    """The codes of one label, each with all its readings, best first."""

    codes: tuple[tuple[Reading, ...], ...]
    makers: Makers

    @cached_property
    def plain(self) -> tuple[Reading, ...]:
        """Each code's text as it stands there, in capitals, once."""
        return _once(replace(code[0], value=stripped(code[0].text).upper()) for code in self.codes)

    @cached_property
    def parts(self) -> frozenset[str]:
        """What may be the number of a product or a model."""
        return frozenset(one.value.upper() for code in self.codes for one in code if one.kind in _LOOSE)

    def of(self, kind: Kind) -> tuple[Reading, ...]:
        """The readings of this kind, each value once."""
        return _once(one for code in self.codes for one in code if one.kind is kind)

    @cached_property
    def serials(self) -> tuple[Reading, ...]:
        """Every value that may be the serial, once, likeliest first.

        First what fits a maker's pattern or carries a serial's identifier, then what nothing claims. A second code of
        the same device (a Dell's Express Service Code) is no second serial; what is a MAC address, an IMEI or the like
        as well comes after any other serial of the label.
        """
        ranked = sorted((one for code in self.codes for one in _ranked(code)), key=lambda one: one[0])
        found = _once(one for _, one in ranked if _SERIAL.fullmatch(one.value))
        return tuple(one for one in found if not any(self._is_beside(one.value, serial.value) for serial in found))

    def serials_of(self, maker: str) -> tuple[Reading, ...]:
        """Those among the `serials` that look like this maker's; all of them where none does, or only one is there."""
        fitting = tuple(one for one in self.serials if maker in self.makers.of(one.value))
        return fitting or self.serials

    def _is_beside(self, text: str, serial: str) -> bool:
        return self.makers.are_beside(text, serial) and not self.makers.are_beside(serial, text)


def read_label(codes: Iterable[tuple[str, str]], makers: Makers = SHIPPED) -> Label:
    """Read (text, symbology) pairs that were seen together; never fails."""
    return Label(
        tuple(
            tuple(Reading(text, symbology, one.kind, one.value) for one in candidates(text, symbology, makers))
            for text, symbology in codes
        ),
        makers,
    )


def serial_candidates(codes: Iterable[tuple[str, str]], makers: Makers = SHIPPED) -> tuple[str, ...]:
    """Every value of one label that may be its serial, likeliest first; `codes` are (text, symbology) pairs."""
    return tuple(one.value for one in read_label(codes, makers).serials)


def _once(readings: Iterable[Reading]) -> tuple[Reading, ...]:
    found: dict[str, Reading] = {}
    for one in readings:
        found.setdefault(one.value, one)
    return tuple(found.values())


def _ranked(code: tuple[Reading, ...]) -> Iterator[tuple[int, Reading]]:
    """The readings of one code that may be a serial, as serials in capitals, each with its rank, 0 the likeliest."""
    numbers = {one.value for one in code if is_number(one.kind)}
    closed = names_by_identifier(stripped(code[0].text), spelled(code[0].symbology))
    for place, one in enumerate(code):
        serial = replace(one, kind=Kind.SERIAL, value=one.value.upper())
        if one.kind is Kind.SERIAL:
            doubtful = one.value in numbers
            yield (4 if doubtful else 2) if place else int(doubtful), serial
        elif one.kind is Kind.UNKNOWN and not closed:
            yield 3, serial
