"""The journal: every scan on disk before anything else happens to it, and what became of it.

Two append-only files of JSON lines in one folder: `scans.jsonl` and `answers.jsonl`. A line counts once it ends in a
line feed; what a killed writer left unfinished is cut off before the next line is written, and is skipped by readers.
"""

import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import portalocker

from scanner.scan import Scan

SCANS, ANSWERS, LOCK, SENDING = "scans.jsonl", "answers.jsonl", "lock", "sending"
WAIT_SECONDS = 30.0
SETTLED = ("done", "repeated", "refused")


class Busy(Exception):
    """Another process is sending from this journal."""


@dataclass(frozen=True)
class Answer:
    """What a service answered to one scan."""

    id: str
    outcome: str
    say: str
    problem: dict[str, Any] | None = None


class Journal:
    """A folder of scans; several processes may write to it at once, and what a call wrote survives kill -9."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, scans: Iterable[Scan]) -> None:
        """Write scans down; on return they are on the disk."""
        self._append(SCANS, [{"service": scan.service, "scan": scan.wire()} for scan in scans])

    def answer(self, answers: Iterable[Answer]) -> None:
        """Write down what the services answered; the last answer to a scan holds."""
        self._append(ANSWERS, [vars(answer) for answer in answers])

    def scans(self) -> dict[str, Scan]:
        """Every scan by its id, in the order of the journal."""
        found = (Scan.from_wire(line["service"], line["scan"]) for line in self._lines(SCANS))
        return {scan.id: scan for scan in found}

    def answers(self) -> dict[str, Answer]:
        """The last answer to each scan that had one, by the scan's id."""
        return {line["id"]: Answer(**line) for line in self._lines(ANSWERS)}

    def waiting(self) -> list[Scan]:
        """The scans that no service has taken or refused, in the order of the journal."""
        settled = self.answers()
        return [scan for scan in self.scans().values() if scan.id not in settled]

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Be the one process that sends from this journal, so that scans arrive in order; Busy if another is."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with portalocker.Lock(self.folder / SENDING, "ab", timeout=0, fail_when_locked=True):
                yield
        except portalocker.exceptions.LockException as error:
            raise Busy from error

    def _append(self, name: str, lines: list[dict[str, Any]]) -> None:
        data = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()
        new = not (self.folder / name).exists()
        self.folder.mkdir(parents=True, exist_ok=True)
        with portalocker.Lock(self.folder / LOCK, "ab", timeout=WAIT_SECONDS):
            descriptor = os.open(self.folder / name, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                end = _whole(descriptor)
                os.ftruncate(descriptor, end)
                _write(descriptor, data, end)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            if new:
                _keep_name(self.folder)

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        path = self.folder / name
        if not path.exists():
            return
        for line in path.read_bytes().split(b"\n")[:-1]:
            yield json.loads(line)


def _whole(descriptor: int) -> int:
    """Where the last whole line ends."""
    size = os.fstat(descriptor).st_size
    step = 65_536
    for end in range(size, 0, -step):
        start = max(end - step, 0)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
    return 0


def _write(descriptor: int, data: bytes, at: int) -> None:
    while data:
        written = os.pwrite(descriptor, data, at)
        data, at = data[written:], at + written


def _keep_name(folder: Path) -> None:
    """A new file's name is safe only once its folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
