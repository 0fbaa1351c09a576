"""A film for the browser's camera: pictures one after the other, as a stream of JPEGs."""

from collections.abc import Iterable
from pathlib import Path

from PIL import Image

QUALITY = 92


def write_film(path: Path, pictures: Iterable[Image.Image]) -> Path:
    """Write `path` (`.mjpeg`), from which Chromium plays 30 pictures a second, again and again. All are of one size."""
    with path.open("wb") as film:
        for picture in pictures:
            # Chromium's reader takes pictures of halved colour and no other.
            picture.convert("RGB").save(film, "JPEG", quality=QUALITY, subsampling="4:2:0")
    return path
