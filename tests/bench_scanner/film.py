"""Films at 1280 x 720 in which labels come and go, and how many frames a second the camera's loop reads of them."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from time import perf_counter, process_time

import cv2
import numpy as np
from numpy.random import Generator

from scanner.sources.frames import frames
from scanner.sources.reader import Sight, sights
from tests.bench_scanner.camera import HEIGHT, WIDTH, Pose, blurred, photograph, sensed
from tests.bench_scanner.frames import background, five, texts, toned
from tests.bench_scanner.paper import MODULE, Gray, Printed, print_lines, serial, serial_label, sheet

CAMERA, RATE = (1280, 720), 25
# Of a label's way through the picture it lies outside at both ends.
BEYOND = 0.8


@dataclass(frozen=True)
class Stretch:
    """What passes: a flat paper, and the codes on it; no paper is an empty table."""

    paper: Gray | None
    texts: frozenset[str]


@dataclass(frozen=True)
class Pace:
    """A film read: its codes, those read, what is not on it, and the seconds by the clock and of all cores."""

    frames: int
    codes: int
    read: int
    wrong: tuple[str, ...]
    wall: float
    cpu: float

    def __add__(self, other: "Pace") -> "Pace":
        return Pace(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def stretches(rng: Generator) -> dict[str, Stretch]:
    """One of each kind."""
    one, several = Printed(serial(rng)), five(rng)
    return {
        "empty": Stretch(None, frozenset()),
        "print": Stretch(print_lines(rng, MODULE * 200, 12), frozenset()),
        "label": Stretch(serial_label(rng, one)[0], texts([one])),
        "five codes": Stretch(sheet(rng, several), texts(several)),
    }


def filmed(rng: Generator, stretch: Stretch, count: int) -> Iterator[Gray]:
    """The paper passes from left to right, turning a little, before what a hand-held camera sees behind it."""
    behind = background(rng)
    paper = None if stretch.paper is None else toned(stretch.paper, 0.9, 220)
    module, begin, turn = rng.uniform(2.0, 3.0), rng.uniform(-25, 25), rng.uniform(-20, 20)
    for place in np.linspace(-BEYOND, BEYOND, count):
        frame = np.roll(behind, int(300 * place), axis=1)
        if paper is not None:
            lies = Pose(module, begin + turn * place, 15, 60, (WIDTH * (0.5 + place), HEIGHT / 2))
            frame = photograph(frame, paper, lies)
        small = np.asarray(cv2.resize(blurred(frame, 0.6), CAMERA, interpolation=cv2.INTER_AREA), np.uint8)
        yield sensed(rng, small, 3, 80)


def write(path: Path, images: Iterator[Gray]) -> None:
    """As a webcam's film."""
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, CAMERA)
    for image in images:
        film.write(cv2.cvtColor(image, cv2.COLOR_GRAY2BGR))
    film.release()


def pace(path: Path, stretch: Stretch) -> Pace:
    """Read the film as `scanner camera` does, as fast as that goes."""
    begun, used = perf_counter(), process_time()
    seen = [one.seen for one in sights(frames(str(path))) if isinstance(one, Sight)]
    wall, cpu = perf_counter() - begun, process_time() - used
    read = {code.text for one in seen for code in one.codes}
    right, wrong = read & stretch.texts, tuple(sorted(read - stretch.texts))
    return Pace(len(seen), len(stretch.texts), len(right), wrong, wall, cpu)
