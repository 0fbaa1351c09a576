"""Pictures without a code that might be taken for one: tables, screens, woven stripes, and bars that say nothing."""

import cv2
import numpy as np
from numpy.random import Generator

from tests.bench_scanner.camera import blurred, photograph, pose, sensed
from tests.bench_scanner.frames import Frame, background, toned
from tests.bench_scanner.paper import INK, MODULE, PAPER, Gray, digits, serial

WIDE, TALL = 300 * MODULE, 180 * MODULE
FONT = cv2.FONT_HERSHEY_SIMPLEX


def codeless(rng: Generator) -> Frame:
    """One of them before the camera, as a hard frame's label lies there; whatever is read in it is wrong."""
    draw = (table, screen, fabric, stripes)[int(rng.integers(4))]
    paper = toned(draw(rng), rng.uniform(0.4, 1.0), rng.uniform(150, 245))
    frame = photograph(background(rng), paper, pose(rng, (1.0, 2.5), 45, 40))
    return Frame(sensed(rng, blurred(frame, rng.uniform(0.3, 1.3)), rng.uniform(1, 8), 30), frozenset(), {})


def table(rng: Generator) -> Gray:
    """Ruled, with a serial or a number in each cell."""
    paper = np.full((TALL, WIDE), PAPER, np.uint8)
    high, wide, rule = int(rng.integers(6, 14)) * MODULE, int(rng.integers(25, 70)) * MODULE, int(rng.integers(1, 4))
    for top in range(0, TALL, high):
        cv2.line(paper, (0, top), (WIDE, top), INK, rule)
        for left in range(0, WIDE, wide):
            words = serial(rng) if rng.random() < 0.5 else digits(rng, int(rng.integers(1, 9)))
            cv2.putText(paper, words, (left + MODULE, top + high - MODULE), FONT, high / 60, INK, 2)
    for left in range(0, WIDE, wide):
        cv2.line(paper, (left, 0), (left, TALL), INK, rule)
    return paper


def screen(rng: Generator) -> Gray:
    """Lines of light letters in one width, seen through the screen's own grid."""
    paper = np.full((TALL, WIDE), 30, np.uint8)
    for top in range(8 * MODULE, TALL, 8 * MODULE):
        for left in range(MODULE, int(WIDE * rng.uniform(0.2, 1.0)), 5 * MODULE):
            cv2.putText(paper, rng.choice(list("Il1|i!=-#WM[]{}_ ")), (left, top), FONT, MODULE / 6, 220, 2)
    step = int(rng.integers(3, 9))
    paper[::step] //= 2
    paper[:, ::step] //= 2
    return paper


def fabric(rng: Generator) -> Gray:
    """A tartan: stripes of every width across stripes of every width, drawn out a little."""
    warp, weft = (_bands(rng, size, 1, 12).astype(np.float32) for size in (WIDE, TALL))
    cloth = (warp[None] + weft[:, None]) / 2
    x, y = np.meshgrid(np.arange(WIDE, dtype=np.float32), np.arange(TALL, dtype=np.float32))
    bend, length = rng.uniform(0, 3 * MODULE), rng.uniform(30, 200) * MODULE
    drawn = cv2.remap(cloth, x + bend * np.sin(y / length), y + bend * np.sin(x / length), cv2.INTER_LINEAR)
    return np.asarray(drawn, np.uint8)


def stripes(rng: Generator) -> Gray:
    """Blocks of bars as wide as a code's, one to four modules, in an order that no code has, with quiet around."""
    paper = np.full((TALL, WIDE), PAPER, np.uint8)
    for top in range(10 * MODULE, TALL - 30 * MODULE, 45 * MODULE):
        left, wide = int(rng.integers(10, 60)) * MODULE, int(rng.integers(70, 220)) * MODULE
        paper[top : top + 30 * MODULE, left : left + wide] = _bands(rng, wide, 1, 4, INK, PAPER)
    return paper


def _bands(rng: Generator, size: int, least: int, most: int, dark: int = 40, light: int = 230) -> Gray:
    """So many pixels of dark and light in turn, each of so many modules."""
    widths = rng.integers(least, most + 1, size // MODULE) * MODULE
    return np.repeat(np.resize(np.array([dark, light], np.uint8), len(widths)), widths)[:size]
