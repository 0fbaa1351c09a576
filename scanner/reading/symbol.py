"""Ask zxing what an upright picture says, and refuse there what experience shows to be wrong."""

import re
from dataclasses import dataclass

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from stdnum import ean
from zxingcpp import BarcodeFormat as Format
from zxingcpp import BarcodeFormats as Formats

Gray = NDArray[np.uint8]
Box = tuple[tuple[int, int], ...]

# Codabar and ITF of any length gave wrong serials in real photos; ITF-14 has a fixed length and a check digit.
LINEAR = Formats([Format.Code128, Format.Code39, Format.Code93, Format.EAN13, Format.UPCA, Format.ITF14])
# Looking for these costs three times what the linear ones cost.
MATRIX = Formats([Format.DataMatrix, Format.QRCode, Format.PDF417])
THOROUGH = Formats([*LINEAR, *MATRIX])
# What is printed on goods has one check digit alone, and is a hint only.
RETAIL = {"EAN13", "UPCA", "ITF14"}
_NAMES = {"]C1": "GS1-128", "]d2": "GS1DataMatrix", "]Q3": "GS1QRCode", "]I1": "ITF14"}
# Shorter linear reads are as often noise as codes.
_TRUSTED = re.compile(r"[\x1d -~]{5,}")
_FROM_CROP = re.compile(r"[A-Z0-9\-/.+:\x1d]{5,}")


@dataclass(frozen=True)
class Code:
    """One code of a picture: its raw text, its symbology, and its four corners in the picture's pixels."""

    text: str
    symbology: str
    box: Box

    @property
    def key(self) -> tuple[str, str]:
        """The same code read twice has the same key."""
        return self.text, self.symbology


def read_upright(image: Gray, formats: Formats) -> list[Code]:
    """What zxing reads in the picture as it is: bars upright or at right angles, dark on light."""
    return [code for code, linear in _read(image, formats, whole=True) if not linear or _TRUSTED.fullmatch(code.text)]


def read_strip(image: Gray, formats: Formats) -> list[Code]:
    """The linear codes of a straightened crop, whose corners are the crop's; a read that needs a second opinion."""
    return [code for code, _ in _read(image, formats, whole=False) if is_trusted_crop(code.text)]


def is_trusted_crop(text: str) -> bool:
    """Whether a text read off a processed crop looks like what is printed on devices and cartons."""
    return _FROM_CROP.fullmatch(text) is not None


def _read(image: Gray, formats: Formats, whole: bool) -> list[tuple[Code, bool]]:
    found = zxingcpp.read_barcodes(
        image,
        formats=formats,
        try_rotate=whole,
        try_downscale=whole,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    return [(_code(one), one.symbology not in MATRIX) for one in found if one.valid and _is_whole(one)]


def _is_whole(found: zxingcpp.Barcode) -> bool:
    """Whether it is no part of an ITF-14: zxing reads those of other lengths, too, and does not check them."""
    return found.symbology != Format.ITF or (len(found.text) == 14 and ean.is_valid(found.text))


def _code(found: zxingcpp.Barcode) -> Code:
    at = found.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    name = _NAMES.get(found.symbology_identifier, found.format.name)
    return Code(found.text, name, tuple((one.x, one.y) for one in corners))
