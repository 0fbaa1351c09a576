"""The frames read: two at a time, the results in the frames' order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from scanner.reading import Gray, Live, Seen
from scanner.sources.capture import Picture
from scanner.sources.link import Back, Lost

# zxing and OpenCV let go of the interpreter while they work: two cores read nearly twice the frames.
WORKERS = 2


@dataclass(frozen=True)
class Sight:
    """What one frame shows."""

    picture: Picture
    seen: Seen


def sights(
    frames: Iterable[Picture | Lost | Back], read: Callable[[Gray], Seen] | None = None
) -> Iterator[Sight | Lost | Back]:
    """Every frame's sight in order; what else the source tells comes after the frames before it."""
    waiting: deque[tuple[Picture, Future[Seen]]] = deque()
    read = read or Live().read
    with ThreadPoolExecutor(WORKERS, "reading") as pool:
        for one in frames:
            if isinstance(one, Picture):
                waiting.append((one, pool.submit(read, one.image)))
                # Not one more is begun than there are hands: of a live source the newest is taken when one is free.
                while len(waiting) >= WORKERS or (waiting and waiting[0][1].done()):
                    yield _next(waiting)
            else:
                yield from _rest(waiting)
                yield one
        yield from _rest(waiting)


def _rest(waiting: deque[tuple[Picture, Future[Seen]]]) -> Iterator[Sight]:
    while waiting:
        yield _next(waiting)


def _next(waiting: deque[tuple[Picture, Future[Seen]]]) -> Sight:
    picture, reading = waiting.popleft()
    return Sight(picture, reading.result())
