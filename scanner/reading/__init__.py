"""Read the codes of a picture: `read_still`, `read_live`, `read_file`, `read_bytes`."""

from scanner.reading.picture import UnreadablePicture, read_bytes, read_file
from scanner.reading.reader import read_live, read_still
from scanner.reading.seen import Hint, Seen
from scanner.reading.symbol import Code, Gray

__all__ = ["Code", "Gray", "Hint", "Seen", "UnreadablePicture", "read_bytes", "read_file", "read_live", "read_still"]
