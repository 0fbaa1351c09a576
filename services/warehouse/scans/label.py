"""What the codes of one label may say: serials, asset tags, cartons, makers; and what was typed wrong."""

import re
from dataclasses import dataclass

from scanner.codes import Kind, candidates, parse_location, serial_candidates
from services.chassis.scans import Scan
from services.contracts.reference import models
from services.contracts.sentence import say
from services.contracts.values import Serial, has_check_character

# As the page and the phone name a code that came from a keyboard. What a reader saw proved itself by its own check.
TYPED = "Typed"
# The shapes of our own codes, whatever their check character: cartons, asset tags, locations.
OURS = re.compile(r"R[AC][0-9A-Z]{9}|RL[A-Z]{1,5}([0-9]{2}){1,2}[0-9A-Z]", re.ASCII)
MISTYPED = say("This looks like a code of ours (RA, RC, RL) with a wrong character: type it again, or scan its label.")


@dataclass(frozen=True)
class Label:
    """Every reading of a label's codes, by what it may stand for; serials likeliest first. `mistyped`: one of them
    is like a code of ours and is none."""

    serials: tuple[str, ...]
    tags: frozenset[str]
    cartons: frozenset[str]
    makers: frozenset[str]
    mistyped: bool


def read(scan: Scan) -> Label:
    """Read all the codes of a label together. What it says is only looked up, never believed."""
    codes = [(code.text, code.symbology) for code in scan.codes]
    found = [one for text, symbology in codes for one in candidates(text, symbology)]
    parts = {one.value.upper() for one in found if one.kind in (Kind.PART, Kind.UNKNOWN)}
    return Label(
        serials=tuple(serial for serial in serial_candidates(codes) if _is_serial(serial)),
        tags=frozenset(one.value for one in found if one.kind is Kind.ASSET_TAG),
        cartons=frozenset(value for text, symbology in codes for value in carton_values(text, symbology)),
        makers=frozenset(models()[part].maker for part in parts if part in models()),
        mistyped=any(is_mistyped(text) for text, symbology in codes if symbology == TYPED),
    )


def is_mistyped(text: str) -> bool:
    """Whether a text looks like a carton, an asset tag or a location of ours, but for its check character."""
    text = text.strip().upper()
    return OURS.fullmatch(text) is not None and not has_check_character(text)


def _is_serial(text: str) -> bool:
    return re.fullmatch(Serial.pattern, text) is not None and text not in models()


def carton_values(text: str, symbology: str = "") -> set[str]:
    """The carton codes that a text may stand for: an SSCC in its GS1 dress, or a supplier's or our own as it is."""
    found = {one.value.upper() for one in candidates(text, symbology) if one.kind is Kind.CARTON}
    return found | {text.strip().upper()}


def location_value(text: str) -> str:
    """The location that a text stands for: the code itself, or what a shelf's label says."""
    text = text.strip().upper()
    return parse_location(text) or text
