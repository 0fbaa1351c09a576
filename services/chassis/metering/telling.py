"""A process tells its metrics to whoever of its machine's web processes asks: by a socket in `var/run/metrics`.

Each has a place of its own (`warehouse-worker-0`), held by a lock that the kernel lets go with the process, so that the
next one has the same name. A place whose process died stays, and is told as down, until another takes it.
"""

import fcntl
import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from services.chassis.metering.families import families
from services.chassis.metering.meters import METERS

MOST_PLACES = 256
# An address of a socket in a folder is 107 bytes at most.
LONGEST_ADDRESS = 100
LOOK_S = 0.5
ANSWER_S = 1.0
END = "\n"


def tell(folder: Path, name: str, stop: threading.Event) -> None:
    """Answer whoever asks, as the first free place of this `name`, until `stop` is set."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _place(folder, name) as place, closing(_listener(folder, place)) as listener:
        try:
            while not stop.is_set():
                with suppress(OSError, ValueError):
                    _answer(listener)
        finally:
            (folder / f"{place}.sock").unlink(missing_ok=True)


def forget(folder: Path, name: str) -> None:
    """Nobody of this name runs any more, as it should be: none of its places is told as down."""
    for left in folder.glob(f"{name}-*.sock"):
        left.unlink(missing_ok=True)


@contextmanager
def reach(folder: Path, place: str) -> Iterator[str]:
    """The address of a place's socket, be its folder's name ever so long."""
    direct = folder / f"{place}.sock"
    if len(os.fsencode(direct)) <= LONGEST_ADDRESS:
        yield str(direct)
        return
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{opened}/{place}.sock"
    finally:
        os.close(opened)


@contextmanager
def _place(folder: Path, name: str) -> Iterator[str]:
    """The first place of this name that nobody has."""
    for number in range(MOST_PLACES):
        held = os.open(folder / f"{name}-{number}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
            continue
        try:
            yield f"{name}-{number}"
        finally:
            os.close(held)
        return
    raise RuntimeError(f"{MOST_PLACES} processes of {name} tell their metrics already")


def _listener(folder: Path, place: str) -> socket.socket:
    (folder / f"{place}.sock").unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.settimeout(LOOK_S)
    with reach(folder, place) as address:
        listener.bind(address)
    listener.listen()
    return listener


def _answer(listener: socket.socket) -> None:
    """To one who asks for a service: its families. Raises `OSError` where nobody asks, `ValueError` at no name."""
    asking, _ = listener.accept()
    with closing(asking):
        asking.settimeout(ANSWER_S)
        service = asking.makefile(encoding="ascii").readline().removesuffix(END)
        asking.sendall(json.dumps(families(METERS, service)).encode())
