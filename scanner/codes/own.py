"""The reserve's own codes: A-Z and 0-9 only, two letters for the kind, and an ISO 7064 mod 37,36 check character.

The check character covers the whole text, its two letters included. Only A-Z and 0-9 are used because a keyboard
scanner set to the US layout garbles everything else on a French-Canadian keyboard.

    RL  location   RLA0103x      the code without hyphens, here A-01-03
    RC  carton     RC00000123x   eight letters or digits; the warehouse counts in digits
    RA  asset tag  RA00000123x   the same
    RD  document   RD0E000123x   the number of a shipment, an order or a count, here E000123; or digits alone
    RS  school     RS123456x     the school's six digits
"""

import re

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

WIDTH = 8
LOCATION_CODE = re.compile(r"[A-Z]{1,5}(-[0-9]{2}){1,2}")
_LOCATION = re.compile(r"RL([A-Z]{1,5})([0-9]{2})([0-9]{2})?[0-9A-Z]")
_NUMBER = re.compile(r"[A-Z][0-9]{6}")
_SCHOOL = re.compile(r"RS([0-9]{6})[0-9A-Z]")


def own_location_text(code: str) -> str:
    """What the label of a location says: `A-01-03` gives `RLA0103` and its check character; ValueError if malformed."""
    if not LOCATION_CODE.fullmatch(code):
        raise ValueError(f"not a location code: {code!r}")
    return _checked("RL" + code.replace("-", ""))


def own_school_text(code: str) -> str:
    """What the label of a school says: `123456` gives `RS123456` and its check character; ValueError if malformed."""
    if not re.fullmatch("[0-9]{6}", code):
        raise ValueError(f"not a school code: {code!r}")
    return _checked(f"RS{code}")


def own_document_text(number: str) -> str:
    """What the label of a paper says: `E000123` gives `RD0E000123` and its check character; ValueError if malformed."""
    if not _NUMBER.fullmatch(number):
        raise ValueError(f"not the number of a document: {number!r}")
    return _checked(f"RD{number:0>{WIDTH}}")


def own_asset_tag(number: int) -> str:
    """The asset tag of this number, from 1: `RA`, eight digits and their check character; ValueError beyond them."""
    if not 0 < number < 10**WIDTH:
        raise ValueError(f"no number of an asset tag: {number}")
    return _checked(f"RA{number:0{WIDTH}}")


def parse_location(text: str) -> str | None:
    """The location code with its hyphens, or None if `text` is no location label of ours."""
    found = _LOCATION.fullmatch(text)
    return "-".join(part for part in found.groups() if part) if found and _is_checked(text) else None


def parse_carton(text: str) -> str | None:
    """`text` itself if it is the code of one of our cartons, else None."""
    return _numbered(text, "RC")


def parse_asset_tag(text: str) -> str | None:
    """`text` itself if it is one of our asset tags, else None."""
    return _numbered(text, "RA")


def parse_document(text: str) -> str | None:
    """The number that one of our documents bears, `text` itself where that is digits alone; None if it is none."""
    if _numbered(text, "RD") is None:
        return None
    number = text[2:-1].lstrip("0")
    return number if _NUMBER.fullmatch(number) else text


def parse_school(text: str) -> str | None:
    """The school's six digits, or None if `text` is no school code of ours."""
    found = _SCHOOL.fullmatch(text)
    return found.group(1) if found and _is_checked(text) else None


def _numbered(text: str, prefix: str) -> str | None:
    pattern = rf"{prefix}[0-9A-Z]{{{WIDTH + 1}}}"
    return text if re.fullmatch(pattern, text) and _is_checked(text) else None


def _checked(text: str) -> str:
    return text + mod_37_36.calc_check_digit(text)


def _is_checked(text: str) -> bool:
    try:
        mod_37_36.validate(text)
    except ValidationError:
        return False
    return True
