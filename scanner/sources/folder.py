"""A folder in which pictures appear: which of them are whole, and where each goes once it was read."""

import hashlib
import os
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

READ, UNREAD = "read", "unread"
# A file that did not change for so long is taken for whole; one that is no whole picture then gets the longer time, for
# a phone's sync that paused. A poll sees what appears on a network's share too, where the system tells of nothing.
POLL_SECONDS, QUIET_SECONDS, PATIENCE_SECONDS = 0.5, 1.0, 15.0
# How programs name what they are still writing.
_UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", "~")


@dataclass(frozen=True)
class Arrived:
    """A file that nobody writes to any more: what is in it, and since how many seconds it has been quiet."""

    path: Path
    data: bytes
    changed: int
    quiet: float

    @property
    def scan_id(self) -> str:
        """The same for the same file after a crash between keeping its scan and moving it away: no second scan."""
        content = hashlib.sha256(self.data).hexdigest()
        return str(uuid5(NAMESPACE_URL, f"scanner:watch/{self.path.name}/{self.changed}/{content}"))

    @property
    def at(self) -> str:
        """When the picture was written, with this machine's zone; now where its own clock is ahead."""
        moment = min(self.changed / 1e9, time.time())
        return datetime.fromtimestamp(moment).astimezone().isoformat(timespec="milliseconds")


class Folder:
    """Pictures come into the folder itself and go to `read/` or `unread/` in it; none is ever deleted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: dict[Path, tuple[tuple[int, int], float]] = {}
        self._stuck: set[tuple[Path, int]] = set()

    def arrived(self) -> list[Arrived]:
        """The files that are quiet, the oldest first; to be asked again and again."""
        now, found = time.monotonic(), self._files()
        self._seen = {path: self._since(path, state, now) for path, state in found.items()}
        quiet = [(state, path, now - since) for path, (state, since) in self._seen.items()]
        ready = [one for one in sorted(quiet) if one[2] >= QUIET_SECONDS]
        return [one for state, path, since in ready if (one := _arrived(path, state[0], since))]

    def is_empty(self) -> bool:
        """Whether nothing lies in it that may become a scan."""
        return not self._files()

    def put(self, one: Arrived, place: str) -> None:
        """Move a file to `read` or `unread`, beside one of its name that is there. OSError if that cannot be: it stays,
        and is not handed out again until it changes."""
        folder, path = self._path / place, one.path
        self._stuck.add((path, one.changed))
        folder.mkdir(exist_ok=True)
        names = (path.name, *(f"{path.stem}-{number}{path.suffix}" for number in range(1, 10_000)))
        path.replace(next(folder / name for name in names if not (folder / name).exists()))
        self._stuck.discard((path, one.changed))

    def _files(self) -> dict[Path, tuple[int, int]]:
        """The moment of change and the size of each file that is to be read."""
        found = {}
        with os.scandir(self._path) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~")) or entry.name.lower().endswith(_UNFINISHED):
                    continue
                if entry.is_file():
                    state = entry.stat()
                    found[Path(entry.path)] = (state.st_mtime_ns, state.st_size)
        return {path: state for path, state in found.items() if (path, state[0]) not in self._stuck}

    def _since(self, path: Path, state: tuple[int, int], now: float) -> tuple[tuple[int, int], float]:
        before = self._seen.get(path)
        return before if before and before[0] == state else (state, now)


def _arrived(path: Path, changed: int, quiet: float) -> Arrived | None:
    """The file read; None if it went away in between, or another program holds it."""
    try:
        return Arrived(path, path.read_bytes(), changed, quiet)
    except OSError:
        return None
