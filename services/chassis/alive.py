"""A sign of life of a process that has no door: a file that its loop touches, and a word to systemd if it listens."""

import socket
import threading
import time
from contextlib import suppress
from pathlib import Path

SIGN_EVERY_S = 1.0
# Longer than any batch takes: a statement is cut off after 60 s, and a batch that fails is applied one by one.
SILENT_S = 300.0


def sign_of(var: Path, name: str, role: str) -> Path:
    """The file by which this role of this service says that it lives."""
    return var / "alive" / f"{name}.{role}"


def silence(sign: Path) -> float | None:
    """For how many seconds it said nothing; None when it never did, or has ended."""
    try:
        return max(0.0, time.time() - sign.stat().st_mtime)
    except FileNotFoundError:
        return None


class Watched(threading.Event):
    """`stop` as the loop under watch sees it: each time that the loop asks, it gives a sign of life.

    Every loop of a role asks before each thing that it does, whatever is away; one that hangs asks no more. A sign that
    cannot be written is none, and no reason to end.
    """

    def __init__(self, stop: threading.Event, sign: Path, systemd: str | None = None) -> None:
        """`systemd` is the address of its socket, if it started this process and wants to hear of it."""
        super().__init__()
        self._stop, self._sign, self._due = stop, sign, 0.0
        self._systemd = systemd
        with suppress(OSError):
            sign.parent.mkdir(parents=True, exist_ok=True)

    def is_set(self) -> bool:
        self._give()
        return self._stop.is_set()

    def wait(self, timeout: float | None = None) -> bool:
        self._give()
        return self._stop.wait(timeout)

    def end(self) -> None:
        """The role has ended: what it left would pass for life."""
        with suppress(OSError):
            self._sign.unlink()

    def _give(self) -> None:
        if time.monotonic() >= self._due:
            self._due = time.monotonic() + SIGN_EVERY_S
            with suppress(OSError):
                self._sign.touch()
            if self._systemd:
                notify(self._systemd, "READY=1\nWATCHDOG=1")


def notify(address: str, state: str) -> None:
    """Tell systemd, by its own protocol: a datagram to a socket, whose name may be an abstract one."""
    name = f"\0{address[1:]}" if address.startswith("@") else address
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        # Who does not listen just now holds nobody up.
        line.setblocking(False)
        line.sendto(state.encode(), name)
