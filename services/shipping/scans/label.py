"""What the codes of one label say at a board of a device that nobody knows, and which of our own were mistyped."""

import re

from scanner.codes import Kind, Label, Reading
from services.contracts.reference import models
from services.contracts.values import Malformed, Serial

# How the reserve's own cartons, asset tags and locations begin; what of these is right has a reading of such a kind.
OURS = re.compile(r"R[CAL][0-9A-Z]+")
OUR_KINDS = frozenset({Kind.CARTON, Kind.ASSET_TAG, Kind.LOCATION})
# What has such a reading is no device's serial, also where it may look like one.
NO_SERIAL = OUR_KINDS | {Kind.SCHOOL}


def maker_on(label: Label) -> str:
    """Whose model the label names; empty where it names none that is known."""
    return next((models()[part].maker for part in sorted(label.parts) if part in models()), "")


def serial_on(label: Label, maker: str) -> tuple[Serial, Reading] | None:
    """What the label says of a device that nobody knows: its likeliest serial, of this maker where its look decides."""
    ours = {text for kind in NO_SERIAL for one in label.of(kind) for text in (one.value, one.text.strip().upper())}
    for one in label.serials_of(maker):
        if one.value not in ours and one.value not in models() and not _is_mistyped(label, one.value):
            try:
                return Serial(one.value), one
            except Malformed:
                continue
    return None


def has_mistyped(label: Label) -> bool:
    """Whether one of its codes looks like the reserve's own and has a wrong length or check character."""
    return any(_is_mistyped(label, one.value) for one in label.plain)


def _is_mistyped(label: Label, text: str) -> bool:
    proven = {one.text.strip().upper() for kind in OUR_KINDS for one in label.of(kind)}
    return OURS.fullmatch(text) is not None and text not in proven
