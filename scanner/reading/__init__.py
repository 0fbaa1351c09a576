"""Read the codes of a picture: `read_still`, `read_live`, `read_file`, `read_bytes`; of a camera: `Live`."""

from scanner.reading.picture import UnreadablePicture, read_bytes, read_file
from scanner.reading.reader import Live, read_live, read_still
from scanner.reading.seen import Hint, Seen
from scanner.reading.symbol import Code, Gray

__all__ = [
    "Code",
    "Gray",
    "Hint",
    "Live",
    "Seen",
    "UnreadablePicture",
    "read_bytes",
    "read_file",
    "read_live",
    "read_still",
]
