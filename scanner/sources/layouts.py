"""What a keyboard scanner set to the US layout types on another: the keys of each layout as data, and the way back."""

import unicodedata
from collections.abc import Mapping
from functools import cache

from scanner.codes import Kind, classify
from scanner.codes.own import WIDTH

# The keys from the left above Tab to the right below Enter, plain and then with Shift, as a US keyboard prints them.
US = (
    "`1234567890-=qwertyuiop[]asdfghjkl;'\\zxcvbnm,./",
    '~!@#$%^&*()_+QWERTYUIOP{}ASDFGHJKL:"|ZXCVBNM<>?',
)
GRAVE, CIRCUMFLEX, DIAERESIS, CEDILLA = "\u0300", "\u0302", "\u0308", "\u0327"

# The same keys elsewhere; a dead key stands as the mark that it puts on the next letter. Named as X11 names them.
LAYOUTS: Mapping[str, tuple[str, str]] = {
    "us": US,
    # Canadian French.
    "ca": (
        f"#1234567890-=qwertyuiop{CIRCUMFLEX}{CEDILLA}asdfghjkl;{GRAVE}<zxcvbnm,.é",
        f"|!\"/$%?&*()_+QWERTYUIOP{CIRCUMFLEX}{DIAERESIS}ASDFGHJKL:{GRAVE}>ZXCVBNM'.É",
    ),
    # Canadian Multilingual Standard.
    "ca-multix": (
        f"/1234567890-=qwertyuiop{CIRCUMFLEX}çasdfghjkl;èàzxcvbnm,.é",
        f"\\!@#$%?&*()_+QWERTYUIOP{DIAERESIS}ÇASDFGHJKL:ÈÀZXCVBNM'\"É",
    ),
    # French of France.
    "fr": (
        f"²&é\"'(-è_çà)=azertyuiop{CIRCUMFLEX}$qsdfghjklmù*wxcvbn,;:!",
        f"~1234567890°+AZERTYUIOP{DIAERESIS}£QSDFGHJKLM%µWXCVBN?./§",
    ),
}
# What is typed in a mark's place where the next character takes none.
_ALONE = {GRAVE: "`", CIRCUMFLEX: "^", DIAERESIS: "¨", CEDILLA: "¸"}
# Our codes of two letters, eight digits and a check character.
_NUMBERED = {Kind.ASSET_TAG, Kind.CARTON, Kind.DOCUMENT}


def mended(text: str, layout: str) -> str:
    """The text whose US keys gave this on that layout. Where two keys give the same there ("ca": [ and {, ' and ",
    . and >) it is the plain one's; what no key gives stays as it is."""
    keys = _keys(layout)
    return "".join(_pressed(one, keys) for one in unicodedata.normalize("NFC", text))


def looks_garbled(text: str) -> bool:
    """Whether a typed text is no code: it has letters that no label has, or is one of ours with a wrong character."""
    return not text.isascii() or (_is_like_ours(text) and classify(text).kind not in _NUMBERED)


def _is_like_ours(text: str) -> bool:
    numbered = len(text) == WIDTH + 3 and text.upper().startswith(("RA", "RC", "RD"))
    return numbered and text[2 : 2 + WIDTH].isdigit()


@cache
def _keys(layout: str) -> Mapping[str, str]:
    plain, shifted = LAYOUTS[layout]
    pairs = list(zip(plain + shifted, US[0] + US[1], strict=True))
    alone = {_ALONE[there]: here for there, here in reversed(pairs) if there in _ALONE}
    return alone | dict(reversed(pairs))


def _pressed(one: str, keys: Mapping[str, str]) -> str:
    """The key of a character; of a letter with a mark that has no key of its own, the mark's key and the letter's."""
    if one in keys:
        return keys[one]
    parts = unicodedata.normalize("NFD", one)
    if len(parts) == 2 and all(part in keys for part in parts):
        return keys[parts[1]] + keys[parts[0]]
    return one
