"""The readers that are compared: ours live and still, zxing-cpp alone, and pyzbar where it is installed."""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec

import zxingcpp
from zxingcpp import BarcodeFormat as Format

from scanner.reading import read_live, read_still
from tests.bench_scanner.paper import Gray

Reader = Callable[[Gray], set[str]]

# What the scanner looks for, and no Codabar or bare ITF: the same question for both.
_LINEAR = (Format.Code128, Format.Code39, Format.Code93, Format.ITF14, Format.EAN13, Format.UPCA)
_FORMATS = zxingcpp.BarcodeFormats([*_LINEAR, Format.QRCode, Format.DataMatrix, Format.PDF417])


def readers() -> dict[str, Reader]:
    """Each reader under the name that the table gives it."""
    peers: dict[str, Reader] = {"live": _live, "still": _still, "zxing-cpp": _zxing}
    return peers | ({"pyzbar": _zbar} if find_spec("pyzbar") else {})


def _live(image: Gray) -> set[str]:
    return {code.text for code in read_live(image).codes}


def _still(image: Gray) -> set[str]:
    return {code.text for code in read_still(image)}


def _zxing(image: Gray) -> set[str]:
    return {one.text for one in zxingcpp.read_barcodes(image, formats=_FORMATS) if one.valid}


def _zbar(image: Gray) -> set[str]:
    read = import_module("pyzbar.pyzbar").decode(image)
    return {one.data.decode("utf-8", "replace") for one in read}
