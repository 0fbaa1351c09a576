"""Symbols as they are printed: the modules of a Code 128, Data Matrix or QR code, drawn by zxing."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from zxingcpp import BarcodeFormat, create_barcode


class Symbology(StrEnum):
    """What a label's code is drawn as."""

    CODE128 = "code128"
    DATA_MATRIX = "datamatrix"
    QR = "qr"


# How many modules must stay white around a symbol: ISO/IEC 15417 asks for 10 beside the bars, 18004 for 4, 16022 for
# 1; that one is doubled, since ink spreads.
QUIET = {Symbology.CODE128: 10, Symbology.DATA_MATRIX: 2, Symbology.QR: 4}
_FORMATS = {
    Symbology.CODE128: BarcodeFormat.Code128,
    Symbology.DATA_MATRIX: BarcodeFormat.DataMatrix,
    Symbology.QR: BarcodeFormat.QRCode,
}
# How zxing paints them.
_MODULES = bytes.maketrans(b"\x00\xff", b"10")
# What a symbol holds, smallest version first, when it is written the plain way: a Data Matrix in ASCII codewords, a QR
# code of level M in letters and digits. A printer that draws the symbol by itself needs no more room than that.
_DATA_MATRIX_HOLDS = (3, 5, 8, 12, 18, 22, 30, 36, 44, 62)
_QR_HOLDS = (20, 38, 61)


@dataclass(frozen=True)
class Symbol:
    """The modules of a code, row by row as 0 and 1, without quiet zone. Bars are one row, of any height."""

    symbology: Symbology
    text: str
    gs1: bool
    rows: tuple[str, ...]

    @property
    def quiet(self) -> int:
        """Modules that stay white on each side; above and below bars there need be none."""
        return QUIET[self.symbology]

    @property
    def modules(self) -> int:
        """Modules across, quiet zones included."""
        return len(self.rows[0]) + 2 * self.quiet

    @property
    def is_linear(self) -> bool:
        return self.symbology is Symbology.CODE128


@lru_cache(maxsize=1024)
def symbol(symbology: Symbology, text: str, gs1: bool = False) -> Symbol:
    """The symbol of `text`; `gs1` says that it begins with a GS1 identifier of two digits, as `00` before an SSCC."""
    made = create_barcode(
        f"({text[:2]}){text[2:]}" if gs1 else text, _FORMATS[symbology], gs1=gs1, **_version(symbology, text, gs1)
    )
    # Read as bytes: whoever prints labels need not load numpy.
    image: Any = made.to_image(scale=1, add_quiet_zones=False)
    rows = memoryview(image).tolist()[: 1 if symbology is Symbology.CODE128 else None]
    return Symbol(symbology, text, gs1, tuple(bytes(row).translate(_MODULES).decode() for row in rows))


def _version(symbology: Symbology, text: str, gs1: bool) -> dict[str, object]:
    """The smallest that holds the text the plain way, however cleverly it could be written."""
    if symbology is Symbology.DATA_MATRIX:
        return {"version": _first(_DATA_MATRIX_HOLDS, _codewords(text) + gs1)}
    if symbology is Symbology.QR:
        return {"version": _first(_QR_HOLDS, len(text) + gs1), "ec_level": "M"}
    return {}


def _first(holds: tuple[int, ...], need: int) -> int:
    return next(number for number, room in enumerate(holds, start=1) if room >= need)


def _codewords(text: str) -> int:
    """Of ASCII encodation: one for two digits beside each other, one for any other character."""
    count, place = 0, 0
    while place < len(text):
        place += 2 if text[place : place + 2].isdigit() and len(text[place : place + 2]) == 2 else 1
        count += 1
    return count
