"""Codes that a standard defines: GTIN, GS1 element strings, ISO 15434, IMEI, ICCID and MAC addresses."""

import re

from biip import ParseConfig, ParseError, parse
from biip.sscc import Sscc
from stdnum import ean, imei

from scanner.codes.candidate import Candidate, Kind

SEPARATOR = "\x1d"
GS1_SYMBOLOGIES = {"GS1128": "]C1", "GS1DATAMATRIX": "]d2", "GS1QRCODE": "]Q3", "GS1DATABAR": "]e0"}
RETAIL_SYMBOLOGIES = {"EAN13", "EAN8", "UPCA", "UPCE", "EANUPC", "ISBN"}
_GS1_KINDS = {"21": Kind.SERIAL, "8004": Kind.ASSET_TAG, "00": Kind.CARTON, "240": Kind.PART, "01": Kind.GTIN}
_ISO_KINDS = (("30P", Kind.PART), ("1P", Kind.PART), ("23S", Kind.MAC), ("S", Kind.SERIAL), ("P", Kind.PART))
_MAC = re.compile(r"[0-9A-F]{12}|[0-9A-F]{2}([:-][0-9A-F]{2}){5}")
_ICCID = re.compile(r"89[0-9]{17,18}")
_CONFIG = ParseConfig(separator_chars=(SEPARATOR,))


def gtin(text: str, symbology: str) -> tuple[Candidate, ...]:
    """A retail symbol, or fourteen digits in any, whose check digit is right; a UPC-A gets its leading 0 (GTIN-13)."""
    retail = symbology in RETAIL_SYMBOLOGIES and len(text) in {8, 12, 13, 14}
    if not text.isascii() or not text.isdigit() or not (retail or len(text) == 14) or not ean.is_valid(text):
        return ()
    return (Candidate(Kind.GTIN, text.zfill(13) if len(text) == 12 else text),)


def gs1(text: str, symbology: str) -> tuple[Candidate, ...]:
    """A GS1 element string, one candidate an identifier, the single thing first and its product number last.

    Some scanners drop the mark that tells GS1 from plain text: an SSCC, and a GTIN followed by a serial, prove
    themselves.
    """
    prefix = next((aim for aim in GS1_SYMBOLOGIES.values() if text.startswith(aim)), "")
    body = text.removeprefix(prefix).lstrip(SEPARATOR)
    marked = bool(prefix) or symbology in GS1_SYMBOLOGIES
    if not marked and not _proves_itself(body):
        return ()
    try:
        message = parse((prefix or GS1_SYMBOLOGIES.get(symbology, "]C1")) + body, config=_CONFIG).gs1_message
    except ParseError:
        return ()
    elements = message.element_strings if message else []
    found = {one.ai.ai: one.value for one in elements if not one.sscc_error and not one.gtin_error}
    return tuple(Candidate(kind, found[ai]) for ai, kind in _GS1_KINDS.items() if ai in found)


def _proves_itself(body: str) -> bool:
    if re.fullmatch(r"00[0-9]{18}", body):
        try:
            Sscc.parse(body[2:])
        except ParseError:
            return False
        return True
    return bool(re.match(r"01[0-9]{14}21.", body)) and ean.is_valid(body[2:16])


def iso15434(text: str) -> tuple[Candidate, ...]:
    """The fields of a `[)>` message by their data identifiers, a serial first."""
    if not text.startswith("[)>"):
        return ()
    found = [one for field in re.split("[\x1d\x1e\x04]", text)[1:] if (one := _iso_field(field))]
    return tuple(sorted(found, key=lambda one: one.kind is not Kind.SERIAL))


def _iso_field(field: str) -> Candidate | None:
    for identifier, kind in _ISO_KINDS:
        if field.startswith(identifier) and len(field) > len(identifier):
            return Candidate(kind, field.removeprefix(identifier))
    return None


def numbered(text: str) -> tuple[Candidate, ...]:
    """IMEI (15 digits, Luhn), ICCID (89 and 17 or 18 digits) or MAC address, this one without its separators."""
    if re.fullmatch(r"[0-9]{15}", text) and imei.is_valid(text):
        return (Candidate(Kind.IMEI, text),)
    if _ICCID.fullmatch(text):
        return (Candidate(Kind.ICCID, text),)
    if _MAC.fullmatch(text):
        return (Candidate(Kind.MAC, re.sub("[:-]", "", text)),)
    return ()
