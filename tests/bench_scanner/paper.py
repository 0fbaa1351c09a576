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
