"""A program: reads the picture on its standard input, writes its codes as JSON, and ends; 1 where it is none.

A process of its own, for what strangers send may be anything: its time and memory are limited by the system, and while
it reads, scans are judged as fast as ever.
"""

import json
import os
import resource
import sys

import numpy as np
from PIL import Image

from scanner.reading import Gray, UnreadablePicture, read_still
from scanner.reading.picture import gray

PROCESSOR_S = 8
MEMORY = 3 * 1024**3
NICENESS = 10
# What a phone takes; larger ones are halved first, for a label that can be read fills many pixels of them.
MANY_PIXELS = 16_000_000


def main() -> None:
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        codes = _codes(gray(sys.stdin.buffer.read()))
    except UnreadablePicture:
        sys.exit(1)
    json.dump(codes, sys.stdout)


def _codes(picture: Gray) -> list[dict[str, object]]:
    factor = 2 if picture.size > MANY_PIXELS else 1
    found = read_still(np.asarray(Image.fromarray(picture).reduce(factor)))
    return [
        {"text": one.text, "symbology": one.symbology, "box": [[x * factor, y * factor] for x, y in one.box]}
        for one in found
    ]


if __name__ == "__main__":
    main()
