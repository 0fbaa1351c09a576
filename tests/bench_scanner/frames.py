"""Seeded frames: hard ones of one label, boxes with five codes, places without a code, and photos turned or shrunk."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import zxingcpp
from numpy.random import Generator

from tests.bench_scanner.camera import HEIGHT, WIDTH, blurred, glared, moved, photograph, pose, sensed
from tests.bench_scanner.paper import (
    MODULE,
    PAPER,
    Corners,
    Gray,
    Printed,
    digits,
    print_lines,
    serial,
    serial_label,
    sheet,
    with_check,
    with_luhn,
)


@dataclass(frozen=True)
class Frame:
    """A picture, what must be read in it, what was done to it, where its bars are, and what else may be read."""

    image: Gray
    texts: frozenset[str]
    faults: dict[str, float]
    bars: Corners | None = None
    beside: frozenset[str] = frozenset()


def hard(rng: Generator) -> Frame:
    """One serial: small, turned to 45 degrees, tilted to 40, blurred to 1.3 px, a third of them moved by 2 to 6 px."""
    code = Printed(serial(rng), "Code39" if rng.random() < 0.2 else "Code128")
    lies = pose(rng, (1.0, 2.5), 45, 40)
    blur = rng.uniform(0.3, 1.3)
    motion = rng.uniform(2, 6) if rng.random() < 1 / 3 else 0.0
    contrast = rng.uniform(0.35, 1.0)
    noise = rng.uniform(1, 8)
    frame = background(rng)
    box = np.full((MODULE * 220, MODULE * 340), int(rng.integers(90, 190)), np.uint8)
    frame = photograph(frame, box, lies)
    paper, bars = serial_label(rng, code)
    paper = toned(paper, contrast, rng.uniform(150, 245))
    frame = blurred(photograph(frame, paper, lies), blur)
    frame = moved(frame, motion, rng.uniform(0, 360)) if motion else frame
    glare = rng.random() < 1 / 3
    frame = glared(rng, frame, lies.centre) if glare else frame
    image = sensed(rng, frame, noise, 30)
    faults = {"module": lies.module, "turn": lies.turn, "tilt": lies.tilt, "towards": lies.towards, "blur": blur}
    faults |= {"motion": motion, "contrast": contrast, "noise": noise, "glare": float(glare)}
    faults |= {"code39": float(code.symbology == "Code39")}
    return Frame(image, frozenset([code.text]), faults, lies.project(bars, np.array(paper.shape[::-1]) / 2))


def box(rng: Generator) -> Frame:
    """A carton's label with part number, serial, IMEI, MAC and UPC side by side, held a little askew."""
    codes = five(rng)
    order = [codes[one] for one in rng.permutation(5)]
    lies = pose(rng, (1.8, 2.6), 30, 15)
    paper = toned(sheet(rng, order), rng.uniform(0.7, 1.0), rng.uniform(190, 245))
    frame = blurred(photograph(background(rng), paper, lies), rng.uniform(0.4, 0.9))
    image = sensed(rng, frame, rng.uniform(1, 4), 60)
    return Frame(image, texts(codes), {"module": lies.module, "turn": lies.turn, "tilt": lies.tilt})


def five(rng: Generator) -> list[Printed]:
    """A carton's part number, serial, IMEI, MAC and UPC."""
    return [
        Printed("1P" + serial(rng, 8, 11)),
        Printed("S" + serial(rng, 10, 12)),
        Printed(with_luhn("35" + digits(rng, 12))),
        Printed("".join(rng.choice(list("0123456789ABCDEF")) for _ in range(12))),
        Printed(with_check(digits(rng, 11)), "UPCA"),
    ]


def texts(codes: list[Printed]) -> frozenset[str]:
    """What they say when read: a UPC is an EAN that begins with 0."""
    return frozenset(f"0{one.text}" if one.symbology == "UPCA" else one.text for one in codes)


def bare(rng: Generator) -> Frame:
    """Print, grilles, edges and noise, without a code."""
    frame = background(rng)
    page = toned(print_lines(rng, MODULE * 200, 12), rng.uniform(0.4, 1.0), rng.uniform(150, 245))
    frame = photograph(frame, page, pose(rng, (1.0, 2.5), 45, 40))
    image = sensed(rng, blurred(frame, rng.uniform(0.3, 1.3)), rng.uniform(1, 20), 30)
    return Frame(image, frozenset(), {})


def photos(folder: Path, turn: float, scale: float) -> list[Frame]:
    """The photos of a folder with their `expected.csv`, turned by so many degrees and resized.

    The file names one code of each; what zxing reads in any photo as it is may be read as well.
    """
    rows = (folder / "expected.csv").read_text("utf-8").splitlines()[1:]
    frames = []
    named = [(name, text) for name, text, *_ in (row.split(",") for row in rows)]
    images = {name: np.asarray(cv2.imread(str(folder / name), cv2.IMREAD_GRAYSCALE), np.uint8) for name, _ in named}
    beside = frozenset(one.text for image in images.values() for one in zxingcpp.read_barcodes(image))
    for name, text in named:
        image = images[name]
        changed = turned(cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), turn)
        frames.append(Frame(changed, frozenset([text]), {"turn": turn, "scale": scale}, beside=beside))
    return frames


def turned(image: Gray, degrees: float) -> Gray:
    """The picture turned about its middle, on a frame large enough to hold it."""
    if not degrees:
        return image
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    wide, high = np.abs(matrix[:, :2]) @ (width, height)
    matrix[:, 2] += ((wide - width) / 2, (high - height) / 2)
    size = (int(wide), int(high))
    return np.asarray(
        cv2.warpAffine(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE), np.uint8
    )


def background(rng: Generator) -> Gray:
    """A warehouse's clutter: shelves, edges, print and a grille."""
    slope = np.linspace(rng.uniform(40, 200), rng.uniform(40, 200), WIDTH, dtype=np.float32)
    frame = np.tile(slope, (HEIGHT, 1)).astype(np.uint8)
    for _ in range(int(rng.integers(6, 16))):
        left, top = int(rng.integers(-200, WIDTH)), int(rng.integers(-200, HEIGHT))
        right, bottom = left + int(rng.integers(30, 700)), top + int(rng.integers(20, 500))
        cv2.rectangle(frame, (left, top), (right, bottom), int(rng.integers(20, 240)), int(rng.choice([-1, 2, 5])))
    for _ in range(int(rng.integers(2, 8))):
        spot = (int(rng.integers(0, WIDTH)), int(rng.integers(0, HEIGHT)))
        shade = int(rng.integers(0, 255))
        cv2.putText(frame, serial(rng), spot, cv2.FONT_HERSHEY_SIMPLEX, rng.uniform(0.5, 2.5), shade, 2)
    if rng.random() < 0.3:
        left, top, step = (
            int(rng.integers(0, WIDTH - 300)),
            int(rng.integers(0, HEIGHT - 200)),
            int(rng.integers(4, 14)),
        )
        for place in range(left, left + int(rng.integers(100, 300)), step):
            cv2.line(frame, (place, top), (place, top + 150), int(rng.integers(0, 255)), max(1, step // 2))
    return frame


def toned(paper: Gray, contrast: float, white: float) -> Gray:
    """Ink and paper in the gray that the light gives them."""
    return np.clip(white - (PAPER - paper.astype(np.float32)) / PAPER * white * 0.92 * contrast, 0, 255).astype(
        np.uint8
    )
