"""Codes of GS1: GTIN, SSCC, element strings in any of their dresses, and Digital Link addresses."""

import re

from biip import ParseConfig, ParseError
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from biip.gs1_element_strings import GS1ElementStrings
from biip.gs1_messages import GS1Message
from biip.sscc import Sscc
from biip.upc import Upc
from stdnum import ean

from scanner.codes.candidate import Candidate, Kind

SEPARATOR = "\x1d"
MARKS = ("]C1", "]d2", "]Q3", "]e0")
SYMBOLOGIES = frozenset({"GS1128", "GS1DATAMATRIX", "GS1QRCODE", "GS1DATABAR"})
RETAIL_SYMBOLOGIES = frozenset({"EAN13", "EAN8", "UPCA", "UPCE", "EANUPC", "ISBN"})
# The single thing first, its product number last; (02) is what lies in the carton that (00) names.
_KINDS = {
    "21": Kind.SERIAL,
    "8004": Kind.ASSET_TAG,
    "00": Kind.CARTON,
    "240": Kind.PART,
    "01": Kind.GTIN,
    "02": Kind.GTIN,
}
# A date that no calendar has must not cost the serial beside it.
_CONFIG = ParseConfig(separator_chars=(SEPARATOR,), gs1_element_strings_verify_date=False)
_LINK = re.compile("https?://", re.IGNORECASE)


def gtin(text: str, symbology: str) -> tuple[Candidate, ...]:
    """A retail symbol, or fourteen digits in any, whose check digit is right; a UPC gets its leading 0 (GTIN-13)."""
    retail = symbology in RETAIL_SYMBOLOGIES and len(text) in {8, 12, 13, 14}
    if not text.isascii() or not text.isdigit() or not (retail or len(text) == 14):
        return ()
    if symbology == "UPCE":
        text = _unpacked(text)
    return (Candidate(Kind.GTIN, text.zfill(13) if len(text) == 12 else text),) if ean.is_valid(text) else ()


def sscc(text: str) -> tuple[Candidate, ...]:
    """Eighteen digits whose check digit is right, as people type them from a carton."""
    return (Candidate(Kind.CARTON, text),) if re.fullmatch("[0-9]{18}", text) and _is_sscc(text) else ()


def names_by_identifier(text: str, symbology: str) -> bool:
    """Whether nothing in this code is a serial unless an identifier says so: it is GS1's, or a shop's."""
    return is_marked(text, symbology) or symbology in RETAIL_SYMBOLOGIES


def is_marked(text: str, symbology: str) -> bool:
    """Whether a code is GS1's: by its symbology, by a symbology identifier, or by the FNC1 that it begins with."""
    return symbology in SYMBOLOGIES or text.startswith((*MARKS, SEPARATOR))


def elements(text: str, symbology: str) -> tuple[Candidate, ...]:
    """An element string, one candidate an identifier; one with a wrong check digit is left out.

    Some scanners drop the mark that tells GS1 from plain text: an SSCC, and a GTIN followed by a serial, prove
    themselves; others put brackets around the identifiers, or the maker printed a Digital Link.
    """
    body = next((text.removeprefix(mark) for mark in MARKS if text.startswith(mark)), text).lstrip(SEPARATOR)
    if not is_marked(text, symbology) and not _proves_itself(body):
        return ()
    try:
        return _kinds(_parsed(body))
    except (ParseError, ValueError):
        return ()


def _parsed(body: str) -> GS1ElementStrings:
    if _LINK.match(body):
        return GS1DigitalLinkURI.parse(body, config=_CONFIG).element_strings
    if body.startswith("("):
        return GS1Message.parse_hri(body, config=_CONFIG).element_strings
    return GS1Message.parse(body, config=_CONFIG).element_strings


def _kinds(strings: GS1ElementStrings) -> tuple[Candidate, ...]:
    found = {one.ai.ai: one.value for one in strings if not one.sscc_error and not one.gtin_error}
    return tuple(Candidate(kind, found[ai]) for ai, kind in _KINDS.items() if ai in found)


def _proves_itself(body: str) -> bool:
    if _LINK.match(body) or re.match(r"\([0-9]{2,4}\)", body):
        return True
    if re.match(r"00[0-9]{18}", body):
        return _is_sscc(body[2:20])
    return bool(re.match(r"01[0-9]{14}21.", body)) and ean.is_valid(body[2:16])


def _is_sscc(text: str) -> bool:
    try:
        Sscc.parse(text)
    except ParseError:
        return False
    return True


def _unpacked(text: str) -> str:
    """A UPC-E as the UPC-A that it stands for: its check digit is that one's."""
    try:
        return Upc.parse(text).as_upc_a()
    except ParseError:
        return ""
