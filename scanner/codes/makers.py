"""What each maker's serials look like, as seen on real boxes: a help to tell codes apart, never a proof."""

import re

# Apple and Dell leave out vowels, and Apple the letters taken for digits: words and part numbers rarely pass.
_DELL = r"(?=.*[0-9])[0-9B-DF-HJ-NP-TV-Z]{7}"
_HP = r"[0-9A-Z]{3}[0-9]{3}[0-9A-Z]{4}"
_APPLE = r"(?=.*[0-9])(?=.*[A-Z])([CDFGHJKLMNPQRTVWXY0-9]{10}|[CDFGHJKLMNQRTVWXY][0-9A-HJ-NP-Z]{11})"
_LENOVO = r"(P[BCFGW]|M[JP]|R9|LR|YX)[0-9A-Z]{6}"
_ACER = r"(NX|UM|NH|DT|LX|UX|NB)[0-9A-Z]{20}"
_SAMSUNG = r"R[0-9A-Z]{10}"
_SURFACE = r"[0-9]{12}"

PATTERNS = {
    "Dell": re.compile(_DELL),
    "HP": re.compile(_HP),
    "Apple": re.compile(_APPLE),
    "Lenovo": re.compile(_LENOVO),
    "Acer": re.compile(_ACER),
    "Samsung": re.compile(_SAMSUNG),
    "Microsoft": re.compile(_SURFACE),
}
# On a Lenovo box: 1S, ten characters of machine type and model, eight of serial.
LENOVO_BOX = re.compile(r"1S(?P<part>[0-9A-Z]{10})(?P<serial>[0-9A-Z]{8})")


def is_a_makers(text: str) -> bool:
    """Whether some maker's serials look like this."""
    return any(pattern.fullmatch(text) for pattern in PATTERNS.values())


def is_a_dell(text: str) -> bool:
    """Whether this looks like a Dell service tag."""
    return PATTERNS["Dell"].fullmatch(text) is not None
