"""Which of the codes seen together on one label may be the device's serial: the neighbours decide."""

import re
from collections.abc import Iterable

from scanner.codes.candidate import Candidate, Kind
from scanner.codes.classify import candidates
from scanner.codes.makers import is_a_dell

_SERIAL = re.compile(r"[A-Z0-9][A-Z0-9\-/.]{4,39}")


def serial_candidates(codes: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Every value of one label that may be its serial, likeliest first; `codes` are (text, symbology) pairs.

    First what fits a maker's pattern or carries a serial's identifier, then what nothing claims. A Dell's Express
    Service Code is the tag in base 10, not a second serial; a Surface serial that looks like a MAC address comes after
    any other serial of the label.
    """
    readings = [candidates(text, symbology) for text, symbology in codes]
    first = [one[0].value for one in readings if one[0].kind is Kind.SERIAL]
    second = [other.value for one in readings for other in one if other.kind is Kind.SERIAL]
    unclaimed = [one.value.upper() for reading in readings for one in reading if one.kind is Kind.UNKNOWN]
    firm = [value for value in first if not _is_ambiguous(value, readings)]
    ordered = dict.fromkeys([*firm, *first, *second, *unclaimed])
    express = {str(int(value, 36)) for value in ordered if is_a_dell(value)}
    return tuple(value for value in ordered if _SERIAL.fullmatch(value) and value.lstrip("0") not in express)


def _is_ambiguous(value: str, readings: list[tuple[Candidate, ...]]) -> bool:
    """Whether the same code may be a MAC address."""
    return any(Candidate(Kind.MAC, value) in reading for reading in readings)
