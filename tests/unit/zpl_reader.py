"""A strict reader of the ZPL that is written here: an unknown command, or a field outside its label, is an error.

No printer is at hand. Symbols are drawn by zxing from what the field says, not from what its writer knew.
"""

import re
from dataclasses import dataclass, field
from typing import Self

import numpy as np
import zxingcpp
from barcode.charsets.code128 import CODES, STOP
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
SSCC = re.compile(r">;>8(?P<pairs>([0-9]{2}){10})")
START_C, FNC1 = 105, 102
SIDES = (10, 12, 14, 16, 18, 20, 22, 24, 26, 32)
MATRIX = re.compile(r"(?P<module>\d+),200,(?P<side>\d+),(?P=side),,_")
BARS = re.compile(r"(?P<tall>\d+),N,N,N,(?P<mode>[AN])")


@dataclass
class Field:
    """What stands at (left, top): `ink` of a symbol, in dots, or a line of `text`, `size` dots high."""

    left: int
    top: int
    text: str
    ink: Gray | None = None
    size: int = 0

    @property
    def box(self) -> tuple[int, int, int, int]:
        high, wide = (self.size, 1) if self.ink is None else self.ink.shape
        return self.left, self.top, self.left + wide, self.top + high


@dataclass
class Format:
    wide: int = 0
    high: int = 0
    copies: int = 0
    fields: list[Field] = field(default_factory=list)

    def drawn(self) -> Gray:
        """The symbols of the label, without its lines of text."""
        paper = np.full((self.high, self.wide), 255, np.uint8)
        for one in self.fields:
            if one.ink is not None:
                left, top, right, bottom = one.box
                assert 0 <= left < right <= self.wide, "beside the label"
                assert 0 <= top < bottom <= self.high, "above or below the label"
                assert paper[top:bottom, left:right].min() == 255, "over another symbol"
                paper[top:bottom, left:right] = one.ink
        return paper

    @classmethod
    def of(cls, text: str) -> Self:
        made = cls()
        for line in text.split("^FS"):
            words = re.findall(r"\^(?:FD(.*)|([A-Z][A-Z0-9])([^^~]*))", line, re.DOTALL)
            assert "".join(f"^FD{data}" if not name else f"^{name}{given}" for data, name, given in words) == line
            made._take([(name or "FD", given if name else data) for data, name, given in words])
        return made

    def _take(self, words: list[tuple[str, str]]) -> None:
        given = dict(words)
        assert len(given) == len(words), "a command said twice"
        self.wide, self.high = int(given.pop("PW", self.wide)), int(given.pop("LL", self.high))
        self.copies = int(given.pop("PQ", self.copies))
        if given.pop("XA", None) is not None:
            assert (given.pop("CI"), given.pop("LH"), given.pop("LS")) == ("28", "0,0", "0")
        if "FD" in given:
            self.fields.append(_field(given))
        given.pop("XZ", None)
        assert not given, given


def formats(zpl: bytes) -> list[Format]:
    """The labels of a file."""
    return [Format.of(one.replace("\n", "")) for one in zpl.decode().split("^XZ\n")[:-1]]


def _field(given: dict[str, str]) -> Field:
    left, top = (int(one) for one in given.pop("FO").split(","))
    data = given.pop("FD")
    if "A0" in given:
        turn, high, wide = given.pop("A0").split(",")
        assert (turn, high, given.pop("FH")) == ("N", wide, "")
        return Field(left, top, _unescaped(data), size=int(high))
    assert not set(data) & set("^~"), "a symbol's data is not escaped"
    return Field(left, top, data, _ink(given, data))


def _ink(given: dict[str, str], data: str) -> Gray:
    if "BX" in given:
        found = MATRIX.fullmatch(given.pop("BX").removeprefix("N,"))
        assert found
        return _matrix(zxingcpp.BarcodeFormat.DataMatrix, data, int(found["side"]), int(found["module"]))
    if "BQ" in given:
        turn, model, module = given.pop("BQ").split(",")
        assert (turn, model, data[:4]) == ("N", "2", "MM,A")
        return _matrix(zxingcpp.BarcodeFormat.QRCode, data[4:], 0, int(module))
    found = BARS.fullmatch(given.pop("BC").removeprefix("N,"))
    assert found
    row = np.repeat(_bars(data) if found["mode"] == "N" else _packed(data), int(given.pop("BY")))
    return np.tile(np.where(row, 0, 255).astype(np.uint8), (int(found["tall"]), 1))


def _matrix(kind: zxingcpp.BarcodeFormat, data: str, side: int, module: int) -> Gray:
    gs1 = data.startswith("_1")
    text = f"({data[2:4]}){data[4:]}" if gs1 else data
    how = {"version": SIDES.index(side) + 1} if side else {"ec_level": "M"}
    drawn = np.asarray(zxingcpp.create_barcode(text, kind, gs1=gs1, **how).to_image(scale=1, add_quiet_zones=False))
    assert not side or len(drawn) == side, "the text does not fit into the size that is asked for"
    return np.kron(drawn, np.ones((module, module), np.uint8))


def _bars(data: str) -> list[bool]:
    """Code 128 as it is told here where the printer packs nothing: an SSCC, in set C."""
    found = SSCC.fullmatch(data)
    assert found
    values = [START_C, FNC1, *(int(pair) for pair in re.findall("..", found["pairs"]))]
    values.append((values[0] + sum(at * value for at, value in enumerate(values))) % 103)
    return [one == "1" for one in "".join("".join(CODES[value]) for value in values) + STOP + "11"]


def _packed(data: str) -> list[bool]:
    """Code 128 in as few bars as there can be."""
    drawn = zxingcpp.create_barcode(data, zxingcpp.BarcodeFormat.Code128).to_image(scale=1, add_quiet_zones=False)
    return [value == 0 for value in np.asarray(drawn)[0]]


def _unescaped(data: str) -> str:
    return bytes(re.sub(rb"_([0-9A-F]{2})", lambda one: bytes([int(one[1], 16)]), data.encode())).decode()
