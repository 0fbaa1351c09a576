"""OpenCV's captures: what `--source` names, opened with time-outs and without OpenCV's own noise on the terminal."""

import re
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from scanner.environment import quiet_ffmpeg
from scanner.reading import Gray
from scanner.sources.link import Unopened

# FFmpeg and V4L say on stderr what the scanner says in the reader's language.
quiet_ffmpeg()
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

# A stream that gives nothing for so long is lost.
OPEN_SECONDS, READ_SECONDS = 5.0, 5.0
_TIMEOUTS = [
    cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
    int(OPEN_SECONDS * 1000),
    cv2.CAP_PROP_READ_TIMEOUT_MSEC,
    int(READ_SECONDS * 1000),
]
# What a webcam is asked for: bars of a label held at arm's length are some 2 px wide then. Uncompressed it would give
# 10 frames a second, and a queue of older frames would only make it late.
_WIDTH, _HEIGHT, _QUEUE = 1280, 720, 1
# The time of a file's frame where the file does not say.
_FRAME_SECONDS = 1 / 25


@dataclass(frozen=True)
class Picture:
    """One frame, gray, and when it was taken, in seconds since a moment of the source's own."""

    at: float
    image: Gray


class Capture:
    """One opening of a source; `read` gives its frames until None. Raises `Unopened`."""

    def __init__(self, source: str) -> None:
        self._capture = _opened(source)
        self._at = -_FRAME_SECONDS
        if not self._capture.isOpened():
            raise Unopened(source)

    def read(self) -> Picture | None:
        """The next frame with its place in the film, always later than the one before; None at the end, or if lost."""
        there, frame = self._capture.read()
        if not there:
            return None
        position = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
        self._at = position if position > self._at else self._at + _FRAME_SECONDS
        return Picture(self._at, _gray(np.asarray(frame, np.uint8)))

    def close(self) -> None:
        """Give the device back."""
        self._capture.release()


def is_live(source: str) -> bool:
    """Whether a source goes on by itself: a device or a stream, not a file."""
    return _device(source) is not None or "://" in source


def _opened(source: str) -> cv2.VideoCapture:
    device = _device(source)
    if device is None:
        return cv2.VideoCapture(source, cv2.CAP_FFMPEG, _TIMEOUTS if "://" in source else [])
    capture = cv2.VideoCapture(device)
    capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
    capture.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
    capture.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, _QUEUE)
    return capture


def _device(source: str) -> int | None:
    """The number of a camera that is named by it, or by a path under /dev that may be a link."""
    path = str(Path(source).resolve()) if source.startswith("/dev/") else source
    number = re.fullmatch(r"(?:/dev/video)?([0-9]+)", path)
    return int(number[1]) if number else None


def _gray(frame: Gray) -> Gray:
    return frame if frame.ndim == 2 else np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), np.uint8)
