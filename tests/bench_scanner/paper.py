"""Labels as they leave the printer: flat, sharp, twelve pixels a module at most, with print around the bars."""

from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.random import Generator
from numpy.typing import NDArray

Gray = NDArray[np.uint8]
Corners = NDArray[np.float64]

MODULE = 6
QUIET = 10
INK, PAPER = 0, 255
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@dataclass(frozen=True)
class Printed:
    """A code to print: its text, and its symbology by zxing's name."""

    text: str
    symbology: str = "Code128"


def bars(code: Printed) -> Gray:
    """One row of the code's modules with quiet zones, 255 for paper and 0 for ink."""
    symbol = zxingcpp.create_barcode(code.text, getattr(zxingcpp.BarcodeFormat, code.symbology))
    drawn = np.asarray(symbol.to_image(scale=1, add_quiet_zones=False))
    return np.pad(drawn[len(drawn) // 2], QUIET, constant_values=PAPER)


def matrix(code: Printed) -> Gray:
    """A two-dimensional code's modules with a quiet zone."""
    symbol = zxingcpp.create_barcode(code.text, getattr(zxingcpp.BarcodeFormat, code.symbology))
    return np.pad(np.asarray(symbol.to_image(scale=1, add_quiet_zones=False)), 4, constant_values=PAPER)


def block(code: Printed, tall: int, caption: str = "") -> Gray:
    """The code, `tall` modules high, with its caption below it."""
    row = np.repeat(bars(code), MODULE)
    words = np.full((9 * MODULE, len(row)), PAPER, np.uint8)
    cv2.putText(
        words, caption or code.text, (QUIET * MODULE, 7 * MODULE), cv2.FONT_HERSHEY_SIMPLEX, MODULE / 4.5, INK, 2
    )
    return np.vstack([np.tile(row, (tall * MODULE, 1)), words])


def serial_label(rng: Generator, code: Printed) -> tuple[Gray, Corners]:
    """One code among lines of print, with a frame as many makers draw it; and the corners of its bars."""
    tall = int(rng.integers(18, 50))
    one = block(code, tall, f"S/N {code.text}")
    lines = print_lines(rng, one.shape[1], int(rng.integers(1, 4)))
    under = print_lines(rng, one.shape[1], int(rng.integers(0, 3)))
    paper = np.pad(np.vstack([lines, one, under]), 6 * MODULE, constant_values=PAPER)
    if rng.random() < 0.5:
        cv2.rectangle(paper, (MODULE, MODULE), (paper.shape[1] - MODULE, paper.shape[0] - MODULE), INK, MODULE // 2)
    left, top = (6 + QUIET) * MODULE, 6 * MODULE + len(lines)
    right, bottom = paper.shape[1] - left, top + tall * MODULE
    return paper, np.array([(left, top), (right, top), (right, bottom), (left, bottom)], np.float64)


def print_lines(rng: Generator, width: int, count: int) -> Gray:
    """Lines of small print, which are no codes."""
    lines = np.full((count * 10 * MODULE, width), PAPER, np.uint8)
    for number in range(count):
        words = "".join(rng.choice(list(_LETTERS + "   :./-")) for _ in range(int(rng.integers(10, 60))))
        spot = (int(rng.integers(4, 14)) * MODULE, (10 * number + 7) * MODULE)
        cv2.putText(lines, words, spot, cv2.FONT_HERSHEY_SIMPLEX, MODULE / 5, INK, 2)
    return lines


def serial(rng: Generator, fewest: int = 7, most: int = 12) -> str:
    """A serial as makers make them."""
    return "".join(rng.choice(list(_LETTERS)) for _ in range(int(rng.integers(fewest, most + 1))))


def digits(rng: Generator, count: int) -> str:
    """So many random digits."""
    return "".join(str(one) for one in rng.integers(0, 10, count))


def sheet(rng: Generator, codes: list[Printed]) -> Gray:
    """Two columns of codes."""
    blocks = [block(one, int(rng.integers(18, 28))) for one in codes]
    columns = [column(blocks[:3]), column(blocks[3:])]
    high = max(len(one) for one in columns)
    gap = np.full((high, 4 * MODULE), PAPER, np.uint8)
    parts = [np.pad(one, ((0, high - len(one)), (0, 0)), constant_values=PAPER) for one in columns]
    paper = np.pad(np.hstack([parts[0], gap, parts[1]]), 5 * MODULE, constant_values=PAPER)
    cv2.rectangle(paper, (MODULE, MODULE), (paper.shape[1] - MODULE, paper.shape[0] - MODULE), INK, 3)
    return paper


def column(blocks: list[Gray]) -> Gray:
    """Codes below one another, flush left."""
    wide = max(one.shape[1] for one in blocks)
    padded = [np.pad(one, ((0, 5 * MODULE), (0, wide - one.shape[1])), constant_values=PAPER) for one in blocks]
    return np.vstack(padded)


def with_luhn(number: str) -> str:
    """The digits and their Luhn digit."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(number))]
    return number + str(-sum(one // 10 + one % 10 for one in doubled) % 10)


def with_check(number: str) -> str:
    """The eleven digits of a UPC and their check digit."""
    return number + str(-sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(number)) % 10)
