"""Pictures from files and uploads, turned gray, upright and of a bearable size."""

from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from scanner.reading.reader import read_live, read_still
from scanner.reading.symbol import Code, Gray

# More than any phone takes, and less than what fills a server's memory.
MOST_PIXELS = 120_000_000
SMALLEST_SIDE = 16


class UnreadablePicture(ValueError):
    """A file that is no picture, is broken, or is too large; its text says which."""


def read_file(path: Path | str, live: bool = False) -> list[Code]:
    """The codes of a picture file; UnreadablePicture, with the reason, if it cannot be opened."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadablePicture(error.strerror or str(error)) from error
    return read_bytes(data, live)


def read_bytes(data: bytes, live: bool = False) -> list[Code]:
    """The codes of an uploaded picture; UnreadablePicture if it is none."""
    image = gray(data)
    return read_live(image).codes if live else read_still(image)


def gray(data: bytes) -> Gray:
    """A picture as rows of gray, turned as the phone was held, what is transparent taken for white."""
    try:
        with Image.open(BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnreadablePicture(f"too large: {picture.width} x {picture.height} pixels")
            return _pixels(ImageOps.exif_transpose(picture))
    except UnidentifiedImageError as error:
        raise UnreadablePicture("not a picture") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnreadablePicture(str(error)) from error


def _pixels(picture: Image.Image) -> Gray:
    if min(picture.size) < SMALLEST_SIDE:
        raise UnreadablePicture("too small")
    if picture.has_transparency_data:
        clear = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", clear.size, "white"), clear)
    return np.asarray(picture.convert("L"), np.uint8)
