"""The plain copy of the journal, `scans.jsonl`: a line an entry, written in the same transaction as the database's row.

It is replaced as a whole by a staged file whose size and CRC the database took over in the same transaction as what
changed: after a crash the two tell whether the staged file holds or goes.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

TEXT, STAGED = "scans.jsonl", "scans.jsonl.new"
CHUNK = 1 << 20


@dataclass(frozen=True)
class Mark:
    """How far a text goes: its bytes and their CRC-32."""

    size: int = 0
    crc: int = 0

    def after(self, data: bytes) -> "Mark":
        """The mark once `data` follows."""
        return Mark(self.size + len(data), crc32(data, self.crc))


class Text:
    """The file and the one staged to replace it. A line counts once it ends in a line feed."""

    def __init__(self, folder: Path) -> None:
        self.path, self.staged = folder / TEXT, folder / STAGED

    def size(self) -> int:
        """Its bytes; 0 where there is no file."""
        return self.path.stat().st_size if self.path.exists() else 0

    def read(self, start: int = 0) -> bytes:
        """What stands there from byte `start` on."""
        if not self.path.exists():
            return b""
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read()

    def append(self, data: bytes, at: int) -> None:
        """Write `data` at byte `at`; on return it is on the disk, its name too."""
        new = not self.path.exists()
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            while data:
                written = os.pwrite(descriptor, data, at)
                data, at = data[written:], at + written
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if new:
            keep_names(self.path.parent)

    def cut(self, size: int) -> None:
        """Take away what follows byte `size`: nobody was told that it is kept."""
        if self.size() > size:
            os.truncate(self.path, size)

    def stage(self, lines: Iterable[bytes]) -> Mark:
        """Write the text that is to replace this one, and give its mark."""
        mark = Mark()
        with self.staged.open("wb") as file:
            for line in lines:
                file.write(line)
                mark = mark.after(line)
            file.flush()
            os.fsync(file.fileno())
        return mark

    def finish(self, mark: Mark) -> None:
        """Put the staged text in place if the database took it over; else it is a transaction's that never was."""
        if not self.staged.exists():
            return
        if self.staged.stat().st_size == mark.size and mark_of(self.staged) == mark:
            self.staged.replace(self.path)
            keep_names(self.path.parent)
        else:
            self.staged.unlink()


def mark_of(path: Path, size: int = -1) -> Mark:
    """The mark of a file's first `size` bytes, or of all of it."""
    mark = Mark()
    with path.open("rb") as file:
        while size and (data := file.read(CHUNK if size < 0 else min(CHUNK, size))):
            mark, size = mark.after(data), size if size < 0 else size - len(data)
    return mark


def keep_names(folder: Path) -> None:
    """A new file's name is safe only once its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
