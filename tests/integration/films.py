"""Films of labels that pass before a camera: drawn, written as each kind of source, and served as a stream."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

import cv2
import numpy as np

from tests.bench_scanner.paper import MODULE, Gray, Printed, block, column

WIDTH, HEIGHT, RATE = 640, 480, 10
DESK = 90


def label(*texts: str, symbology: str = "Code128") -> Gray:
    """A label of these codes below one another, two pixels a module, a little soft as a camera sees it."""
    paper = column([block(Printed(text, symbology), 24) for text in texts])
    small = cv2.resize(paper, None, fx=2 / MODULE, fy=2 / MODULE, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (0, 0), 0.6), np.uint8)


def frame(*papers: tuple[Gray, tuple[int, int]]) -> Gray:
    """A desk with these labels on it, each with its left upper corner there."""
    desk = np.full((HEIGHT, WIDTH), DESK, np.uint8)
    for paper, (left, top) in papers:
        part = desk[max(top, 0) : top + len(paper), max(left, 0) : left + paper.shape[1]]
        part[:] = paper[max(-top, 0) :, max(-left, 0) :][: part.shape[0], : part.shape[1]]
    return desk


def held(paper: Gray, frames: int = 6) -> list[Gray]:
    """One label held before the camera by a hand that moves a little."""
    return [frame((paper, (60 + 3 * number, 30 + 2 * number))) for number in range(frames)]


EMPTY = frame()


def film(path: Path, frames: Iterable[Gray]) -> str:
    """Written as the name says: `.avi`, `.mp4`, `.mjpeg`, or a folder of pictures; what `--source` takes for it."""
    if path.suffix == ".mjpeg":
        path.write_bytes(b"".join(jpeg(one) for one in frames))
    elif path.suffix:
        _write(path, frames)
    else:
        path.mkdir()
        for number, one in enumerate(frames):
            cv2.imwrite(str(path / f"{number:04d}.png"), one)
        return str(path / "%04d.png")
    return str(path)


def jpeg(image: Gray) -> bytes:
    return cv2.imencode(".jpg", image)[1].tobytes()


def _write(path: Path, frames: Iterable[Gray]) -> None:
    kind = {".avi": "MJPG", ".mp4": "mp4v"}[path.suffix]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*kind), RATE, (WIDTH, HEIGHT))
    assert writer.isOpened()
    for one in frames:
        writer.write(cv2.cvtColor(one, cv2.COLOR_GRAY2BGR))
    writer.release()


@dataclass
class Phone:
    """A phone's camera application: an MJPEG stream over HTTP, whose picture, whose end and whose silence one sets."""

    url: str = ""
    shows: Gray = field(default_factory=lambda: EMPTY)
    cut: Event = field(default_factory=Event)
    silent: Event = field(default_factory=Event)
    opened: int = 0


@contextmanager
def phone(port: int = 0) -> Iterator[Phone]:
    """A phone on a free port of this machine, or on the port where one was before."""
    it = Phone()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            it.opened += 1
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            while not it.cut.wait(1 / RATE):
                if not it.silent.is_set() and not self.part(jpeg(it.shows)):
                    return

        def part(self, data: bytes) -> bool:
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
            try:
                self.wfile.write(head.encode() + data + b"\r\n")
            except OSError:
                return False
            return True

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        it.url = f"http://127.0.0.1:{server.server_port}/video"
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield it
        it.cut.set()
        server.shutdown()
        thread.join()


def joined(*parts: Sequence[Gray]) -> list[Gray]:
    """Films one after another."""
    return [one for part in parts for one in part]
