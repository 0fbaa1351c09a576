"""Codes that other standards define: ISO 15434 messages with their identifiers, IMEI, ICCID and MAC addresses."""

import re
from collections.abc import Iterator

from stdnum import imei

from scanner.codes import gs1
from scanner.codes.candidate import Candidate, Kind

# Some keyboard scanners lose the record separator before the format.
_HEADER = re.compile(r"\[\)>\x1e?(?=(05|06|12)\x1d)")
# Data identifiers of ISO 15418 (format 06): up to three digits and a letter.
_IDENTIFIER = re.compile(r"(?P<name>[0-9]{0,3}[A-Z])(?P<value>.+)", re.DOTALL)
_IDENTIFIERS = {
    "S": Kind.SERIAL,
    "P": Kind.PART,
    "1P": Kind.PART,
    "30P": Kind.PART,
    "23S": Kind.MAC,
    "3S": Kind.CARTON,
    **{f"{number}J": Kind.CARTON for number in ("", *range(1, 7))},
}
# Text elements (format 12): three letters, a space, the value.
_ELEMENT = re.compile(r"(?P<name>[A-Z]{3}) ?(?P<value>.+)", re.DOTALL)
_ELEMENTS = {"SER": Kind.SERIAL, "SEQ": Kind.SERIAL, "PNR": Kind.PART, "PNO": Kind.PART}
_MAC = re.compile(r"[0-9A-F]{12}|[0-9A-F]{2}([:-][0-9A-F]{2}){5}")
_ICCID = re.compile(r"89[0-9]{17,18}")
_NUMBERS = frozenset({Kind.GTIN, Kind.IMEI, Kind.ICCID, Kind.MAC})


def iso15434(text: str) -> tuple[Candidate, ...]:
    """The fields of a `[)>` message by the identifiers of its formats (05, 06, 12), a serial first."""
    header = _HEADER.match(text)
    if header is None:
        return ()
    found = [one for part in re.split("[\x1e\x04]", text[header.end() :]) for one in _fields(part)]
    return tuple(sorted(found, key=lambda one: one.kind is not Kind.SERIAL))


def _fields(part: str) -> Iterator[Candidate]:
    form, _, body = part.partition(gs1.SEPARATOR)
    if form == "05":
        yield from gs1.elements(gs1.SEPARATOR + body, "")
    shape, kinds = {"06": (_IDENTIFIER, _IDENTIFIERS), "12": (_ELEMENT, _ELEMENTS)}.get(form, (_IDENTIFIER, {}))
    for field in body.split(gs1.SEPARATOR):
        found = shape.fullmatch(field)
        if found and found["name"] in kinds:
            yield Candidate(kinds[found["name"]], found["value"].strip())


def numbered(text: str) -> tuple[Candidate, ...]:
    """IMEI (15 digits, Luhn), ICCID (89 and 17 or 18 digits) or MAC address, this one without its separators."""
    if re.fullmatch(r"[0-9]{15}", text) and imei.is_valid(text):
        return (Candidate(Kind.IMEI, text),)
    if _ICCID.fullmatch(text):
        return (Candidate(Kind.ICCID, text),)
    if _MAC.fullmatch(text):
        return (Candidate(Kind.MAC, re.sub("[:-]", "", text)),)
    return ()


def is_number(kind: Kind) -> bool:
    """Whether this kind of number is never the maker's serial, though a serial may look like it."""
    return kind in _NUMBERS
