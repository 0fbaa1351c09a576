"""Tell codes apart: every reading of one code, best first."""

import re

from scanner.codes import gs1, own, standards
from scanner.codes.candidate import Candidate, Kind
from scanner.codes.makers import Makers
from scanner.codes.makers_file import SHIPPED

_AIM = re.compile(r"\][A-Za-z][0-9]")
_PART_PREFIX = re.compile(r"(30P|1P|P)(?P<part>.{3,})")
_SERIAL_PREFIX = re.compile(r"(1S|S)(?P<serial>.{4,})")
_MAC_PREFIX = re.compile(r"23S(?P<mac>[0-9A-F]{12})")


def classify(text: str, symbology: str = "", makers: Makers = SHIPPED) -> Candidate:
    """The best reading of a code; never fails: what nothing claims is `unknown`, its value the text without spaces."""
    return candidates(text, symbology, makers)[0]


def candidates(text: str, symbology: str = "", makers: Makers = SHIPPED) -> tuple[Candidate, ...]:
    """Every reading of a code, best first, never none; `symbology` as zxing names it, in any spelling, or empty."""
    symbology, text = spelled(symbology), stripped(text)
    standard = gs1.gtin(text, symbology) or gs1.elements(text, symbology)
    plain = _AIM.sub("", text, count=1) if _AIM.match(text) else text
    found = standard or standards.iso15434(plain) or _plain(plain.upper(), makers)
    return tuple(dict.fromkeys(found)) or (Candidate(Kind.UNKNOWN, plain),)


def spelled(symbology: str) -> str:
    """A symbology's name as it is compared: `GS1-128` is `GS1128`."""
    return re.sub("[^A-Z0-9]", "", symbology.upper())


def stripped(text: str) -> str:
    """A code without the blanks that readers and keyboards leave around it."""
    return text.strip(" \t\r\n\0")


def _plain(text: str, makers: Makers) -> tuple[Candidate, ...]:
    if ours := _ours(text):
        return (ours,)
    known = makers.is_serial(text)
    serials = (Candidate(Kind.SERIAL, text),) if known else ()
    if numbers := standards.numbered(text) or gs1.sscc(text):
        # A Surface's twelve digits are a MAC address too: the neighbours on the label decide.
        return serials + numbers if text.isdigit() else numbers + serials
    if box := makers.box(text):
        return tuple(Candidate(kind, box[kind]) for kind in (Kind.SERIAL, Kind.PART) if kind in box)
    if makers.is_part(text) and not known:
        return (Candidate(Kind.PART, text),)
    return serials + _prefixed(text, known, makers) + _school(text)


def _ours(text: str) -> Candidate | None:
    readings = (
        (Kind.LOCATION, own.parse_location(text)),
        (Kind.CARTON, own.parse_carton(text)),
        (Kind.ASSET_TAG, own.parse_asset_tag(text)),
        (Kind.DOCUMENT, own.parse_document(text)),
        (Kind.SCHOOL, own.parse_school(text)),
    )
    return next((Candidate(kind, value) for kind, value in readings if value), None)


def _prefixed(text: str, known: bool, makers: Makers) -> tuple[Candidate, ...]:
    """The data identifiers inside the data; where the whole may be a serial too, both are offered."""
    whole = () if known else (Candidate(Kind.UNKNOWN, text),)
    if mac := _MAC_PREFIX.fullmatch(text):
        return (Candidate(Kind.MAC, mac["mac"]),)
    if part := _PART_PREFIX.fullmatch(text):
        bare = Candidate(Kind.PART, part["part"])
        if not text.startswith("P"):
            return (bare,)
        # P alone begins many a serial: it proves less than a maker's pattern, and the whole stays on offer.
        return () if known else (bare, *whole)
    if serial := _SERIAL_PREFIX.fullmatch(text):
        bare = Candidate(Kind.SERIAL, serial["serial"])
        if known:
            return ()
        return (bare,) if makers.is_serial(serial["serial"]) else (*whole, bare)
    return ()


def _school(text: str) -> tuple[Candidate, ...]:
    if re.fullmatch("[0-9]{6}", text):
        return (Candidate(Kind.UNKNOWN, text), Candidate(Kind.SCHOOL, text))
    return ()
