"""What stands on a label: lines of bars, each with the text that people read, whatever it is drawn on."""

import re
from dataclasses import dataclass

import numpy as np
import zxingcpp
from barcode.codex import Code128, Gs1_128

from scanner.codes import own_location_text, parse_asset_tag, parse_carton

QUIET_MODULES = 10
_SERIAL = re.compile(r"[A-Z0-9\-/.]{5,40}")


@dataclass(frozen=True)
class Bars:
    """A Code 128 symbol: its modules as 0 and 1, and its caption."""

    modules: str
    caption: str


@dataclass(frozen=True)
class Label:
    """A label of its own `name` (fit for a file name), a title, and one or more symbols below one another."""

    name: str
    title: str
    bars: tuple[Bars, ...]


def device_label(maker: str, model: str, serial: str, asset_tag: str = "", part: str = "") -> Label:
    """A maker's label: serial, part number, and the reserve's own tag if any; ValueError if a code is malformed."""
    if not _SERIAL.fullmatch(serial):
        raise ValueError(f"not a serial: {serial!r}")
    if asset_tag and not parse_asset_tag(asset_tag):
        raise ValueError(f"not an asset tag of ours: {asset_tag!r}")
    part = part or re.sub(r"[^A-Z0-9]", "", model.upper())[:12]
    bars = [_bars(serial, f"S/N {serial}")]
    bars += [_bars(f"1P{part}", f"P/N {part}")] if part else []
    bars += [_bars(asset_tag, asset_tag)] if asset_tag else []
    return Label(_name(f"{maker}-{serial}"), f"{maker} {model}".strip(), tuple(bars))


def location_label(code: str) -> Label:
    """A shelf's label: the code large for people, with its check character for the scanner."""
    return Label(code, code, (_bars(own_location_text(code), own_location_text(code)),))


def carton_label(code: str) -> Label:
    """A carton's label: an SSCC of eighteen digits as GS1-128, else the reserve's own code; ValueError if neither."""
    if re.fullmatch("[0-9]{18}", code):
        if _sscc_check(code[:-1]) != code[-1]:
            raise ValueError(f"wrong check digit: {code!r}")
        return Label(code, "SSCC", (Bars(_modules(f"00{code}", gs1=True), f"(00) {code}"),))
    if not parse_carton(code):
        raise ValueError(f"neither an SSCC nor a carton code of ours: {code!r}")
    return Label(code, "COLIS / CARTON", (_bars(code, code),))


def _bars(text: str, caption: str) -> Bars:
    return Bars(_modules(text), caption)


def _modules(text: str, gs1: bool = False) -> str:
    symbol = Gs1_128(text) if gs1 else Code128(text)
    # python-barcode 0.16.1 takes a leading 99 for its own code switch and leaves it out of the symbol.
    modules = _by_zxing(text) if text.startswith("99") else symbol.build()[0]
    quiet = "0" * QUIET_MODULES
    return f"{quiet}{modules}{quiet}"


def _by_zxing(text: str) -> str:
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    row = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False))[0]
    return "".join("1" if dark else "0" for dark in row == 0)


def _sscc_check(digits: str) -> str:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return str(-total % 10)


def _name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9\-]+", "_", text)
