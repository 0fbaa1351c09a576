"""Reading a photo that somebody sent: within limits of size, time and number at once; no picture is kept."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from scanner.codes import Kind, Makers, classify
from services.chassis.errors import Busy, Invalid
from services.chassis.web.shapes import Answer
from services.contracts.sentence import say

LARGEST = 20 * 1024 * 1024
# Its processor time is limited far below; at its niceness it waits for whatever else the machine does.
WITHIN_S = 30
READER = (sys.executable, "-m", "services.chassis.station.reading")
NOT_READ = say("This picture cannot be read: take a photo (JPEG or PNG), from nearer, so that the label fills it.")

# One is read at a time in this process and one waits: the other threads of the web server are for scans.
_inside, _reading = threading.BoundedSemaphore(2), threading.Lock()


class SeenCode(Answer):
    """One code of a picture: its raw text, what it stands for, and its corners in the picture's pixels."""

    text: str
    symbology: str
    kind: Kind
    value: str
    box: list[tuple[int, int]]


class Codes(Answer):
    """Every code of a picture, from top to bottom."""

    codes: list[SeenCode]


def read_picture(picture: IO[bytes], makers: Makers) -> Codes:
    """The codes of a photo. Raises `Invalid` for what is none, too large or takes too long, `Busy` at a rush."""
    data = picture.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Invalid("picture.large", say("This picture is too large: send at most 20 MB."))
    with _turn():
        found = _read(data)
    if found is None:
        raise Invalid("picture.unreadable", NOT_READ)
    best = [(one, classify(one["text"], one["symbology"], makers)) for one in found]
    return Codes(codes=[SeenCode(kind=what.kind, value=what.value, **one) for one, what in best])


def _read(data: bytes) -> list[dict[str, Any]] | None:
    try:
        done = subprocess.run(READER, input=data, capture_output=True, timeout=WITHIN_S, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        # It is no picture, or the reader was ended for its time or its memory.
        return None
    codes: list[dict[str, Any]] = json.loads(done.stdout)
    return codes


@contextmanager
def _turn() -> Iterator[None]:
    if not _inside.acquire(blocking=False):
        raise Busy("picture.busy", say("Other photos are being read: send yours again in a few seconds."))
    try:
        with _reading:
            yield
    finally:
        _inside.release()
