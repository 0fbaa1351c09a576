"""The bars on a page's paper, drawn as a printer draws them and read back by the scanner."""

import re
from base64 import b64decode

import numpy as np

from scanner.codes import Kind, read_label
from scanner.reading import read_still

IMAGE = re.compile(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+")
# Pixels a module, and the white above and below the bars.
SCALE, MARGIN = 3, 30


def read_back(page: str) -> list[tuple[Kind, str]]:
    """What each image of bars on this page says to the scanner, in their order."""
    return [_read(image) for image in IMAGE.findall(page)]


def _read(image: str) -> tuple[Kind, str]:
    drawn = b64decode(image.split(",")[1]).decode()
    wide, tall = (int(side) for side in re.findall(r'viewBox="0 0 (\d+) (\d+)"', drawn)[0])
    row = np.full(wide, 255, np.uint8)
    row[[int(place) for place in re.findall(r"M(\d+) 0h1v", drawn)]] = 0
    picture = np.tile(row.repeat(SCALE), (tall * SCALE, 1))
    (code,) = read_still(np.pad(picture, ((MARGIN, MARGIN), (0, 0)), constant_values=255))
    label = read_label([(code.text, code.symbology)])
    ours = [one for kind in (Kind.DOCUMENT, Kind.CARTON) for one in label.of(kind)]
    return (ours[0].kind, ours[0].value) if ours else (Kind.SERIAL, label.serials[0].value)
