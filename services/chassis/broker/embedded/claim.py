"""The right to be a queue's one active consumer: a locked file beside the database."""

import os
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

import portalocker

MARK_BYTES = 8


class Claim:
    """An exclusive lock on a queue, which the operating system takes back when its holder dies, whatever kills it.

    The locked file also carries the mark: the highest row that any holder had in its hands. It outlives a `kill -9` of
    its writer, and may be lost with the power, when only a delivery count would be too low.
    """

    def __init__(self, folder: Path, queue: str) -> None:
        self._path = folder / f"{quote(queue, safe='')}.lock"
        self._file: BinaryIO | None = None
        self.held = False

    def take(self) -> bool:
        """Try once, without waiting; true when this claim now holds the queue."""
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.fdopen(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666), "r+b", buffering=0)
        if not self.held:
            try:
                portalocker.lock(self._file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
            except portalocker.AlreadyLocked:
                return False
            self.held = True
        return True

    def read_mark(self) -> int:
        """The highest row that a holder took and may not have settled; 0 when there is none. Only while held."""
        return int.from_bytes(self._open_file().read(MARK_BYTES), "big")

    def write_mark(self, row: int) -> None:
        """Remember the highest row taken. Only while held; a second call replaces the first."""
        self._open_file().write(row.to_bytes(MARK_BYTES, "big"))

    def release(self) -> None:
        """Let the next consumer have the queue. Harmless when nothing is held."""
        if self._file is not None:
            self._file.close()
        self._file, self.held = None, False

    def _open_file(self) -> BinaryIO:
        if self._file is None or not self.held:
            raise RuntimeError(f"{self._path.name} is not held by this claim")
        self._file.seek(0)
        return self._file


def claim_of(store: Path, queue: str) -> Claim:
    """The claim on a queue of the broker in the file `store`; not taken yet."""
    return Claim(store.with_name(f"{store.name}.locks"), queue)
