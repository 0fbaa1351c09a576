"""What the codes of one label say in the warehouse: serials, tags, suppliers' cartons, makers; what was typed wrong."""

import re
from collections.abc import Sequence
from dataclasses import replace

from scanner.codes import Kind, Label, Reading, candidates, parse_location
from services.contracts.reference import models
from services.contracts.sentence import say
from services.contracts.values import Serial, has_check_character

# As the page and the phone name a code that came from a keyboard. What a reader saw proved itself by its own check.
TYPED = "Typed"
# The shapes of our own codes, whatever their check character: cartons, asset tags, locations.
OURS = re.compile(r"R[AC][0-9A-Z]{9}|RL[A-Z]{1,5}([0-9]{2}){1,2}[0-9A-Z]", re.ASCII)
MISTYPED = say("This looks like a code of ours (RA, RC, RL) with a wrong character: type it again, or scan its label.")


def serials_on(label: Label, maker: str | None = None) -> Sequence[Reading]:
    """What may be the serial of a device that nobody knows, likeliest first; of this maker, where its look decides."""
    found = label.serials if maker is None else label.serials_of(maker)
    return [one for one in found if re.fullmatch(Serial.pattern, one.value) and one.value not in models()]


def tags_on(label: Label) -> Sequence[Reading]:
    return label.of(Kind.ASSET_TAG)


def cartons_on(label: Label) -> Sequence[Reading]:
    """Its carton codes; a supplier's has any look, so that every code of the label may be one."""
    return [replace(one, kind=Kind.CARTON, value=one.value.upper()) for one in (*label.of(Kind.CARTON), *label.plain)]


def returns_on(label: Label) -> Sequence[Reading]:
    """Its codes that may be the number of a return shipment: from the label of its papers, or typed as it is."""
    typed = [replace(one, kind=Kind.DOCUMENT, value=one.value.upper()) for one in label.plain]
    return [*label.of(Kind.DOCUMENT), *typed]


def makers_on(label: Label) -> frozenset[str]:
    """Whose models the label names."""
    return frozenset(models()[part].maker for part in label.parts if part in models())


def has_mistyped(label: Label) -> bool:
    """Whether one of its codes was typed, is like a code of ours and is none."""
    return any(is_mistyped(one.text) for one in label.plain if one.symbology == TYPED)


def is_mistyped(text: str) -> bool:
    """Whether a text looks like a carton, an asset tag or a location of ours, but for its check character."""
    text = text.strip().upper()
    return OURS.fullmatch(text) is not None and not has_check_character(text)


def carton_values(text: str) -> set[str]:
    """The carton codes that a text may stand for: an SSCC in its GS1 dress, or a supplier's or our own as it is."""
    found = {one.value.upper() for one in candidates(text) if one.kind is Kind.CARTON}
    return found | {text.strip().upper()}


def location_value(text: str) -> str:
    """The location that a text stands for: the code itself, or what a shelf's label says."""
    text = text.strip().upper()
    return parse_location(text) or text
