"""A source's frames: every one of a file, the newest one of what is live, which is opened again when it is lost."""

import time
from collections.abc import Callable, Iterator
from queue import Empty, Full, Queue
from threading import Event, Thread

from scanner.sources.capture import OPEN_SECONDS, READ_SECONDS, Capture, Picture, is_live
from scanner.sources.link import Back, Lost, Unopened, pauses

# Longer than a capture's own time-outs: what hangs in spite of them is left behind.
STALL_SECONDS = OPEN_SECONDS + READ_SECONDS

Open = Callable[[str], Capture]
Frames = Iterator[Picture | Lost | Back]


def frames(source: str, sleep: Callable[[float], None] = time.sleep, opened: Open = Capture) -> Frames:
    """The frames of what `source` names. A file's end is the end; live, only `Unopened` at the start ends it."""
    return _live(source, sleep, opened) if is_live(source) else _film(source, opened)


def _film(source: str, opened: Open) -> Frames:
    capture = opened(source)
    try:
        while picture := capture.read():
            yield picture
    finally:
        capture.close()


def _live(source: str, sleep: Callable[[float], None], opened: Open) -> Frames:
    """Its time stands still while it is lost: what lay in view then and lies there after has not left in between."""
    grabber, waits = Grabber(opened(source)), pauses()
    lost, blind, last = False, 0.0, time.monotonic()
    while True:
        for picture in grabber.pictures():
            if lost:
                yield Back(source)
                lost, waits, blind = False, pauses(), blind + picture.at - last
            last = picture.at
            yield Picture(last - blind, picture.image)
        if not lost:
            yield Lost(source)
            lost = True
        grabber = _again(source, waits, sleep, opened)


def _again(source: str, waits: Iterator[float], sleep: Callable[[float], None], opened: Open) -> "Grabber":
    while True:
        sleep(next(waits))
        try:
            return Grabber(opened(source))
        except Unopened:
            continue


class Grabber:
    """Takes frames as fast as the camera gives them, in a thread of its own, and keeps the newest alone: who reads more
    slowly than the camera shows misses frames, and is never late."""

    def __init__(self, capture: Capture) -> None:
        self._capture, self._newest, self._stop = capture, Queue[Picture | None](1), Event()
        # A daemon: a driver that hangs in a read must not keep the command from ending.
        Thread(target=self._grab, name="camera", daemon=True).start()

    def pictures(self) -> Iterator[Picture]:
        """The newest frame, again and again, until the camera is lost or gives nothing for `STALL_SECONDS`."""
        try:
            while picture := self._newest.get(timeout=STALL_SECONDS):
                yield picture
        except Empty:
            return
        finally:
            self._stop.set()

    def _grab(self) -> None:
        while not self._stop.is_set():
            picture = self._capture.read()
            self._put(Picture(time.monotonic(), picture.image) if picture else None)
            if picture is None:
                break
        # Here alone, where no read is under way: released beside one, a capture crashes.
        self._capture.close()

    def _put(self, picture: Picture | None) -> None:
        while True:
            try:
                self._newest.put_nowait(picture)
            except Full:
                self._drop()
            else:
                return

    def _drop(self) -> None:
        try:
            self._newest.get_nowait()
        except Empty:
            return
