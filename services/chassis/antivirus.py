"""What ClamAV says of a file: asked over its daemon's socket, by INSTREAM. The only place that speaks with it."""

import re
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

ANSWERS_WITHIN_S = 60.0
PIECE = 64 * 1024
LONGEST_ANSWER = 4096
ADDRESS = re.compile(r"unix:(/.+)|tcp://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]):([0-9]{1,5})")
FOUND = re.compile(r"stream: (.+) FOUND")


class AntivirusAway(Exception):
    """The daemon does not answer, or not with a verdict."""


class Antivirus:
    """The daemon at `address`: `unix:/run/clamav/clamd.ctl` or `tcp://host:3310`."""

    def __init__(self, address: str) -> None:
        self.address = address

    def threat(self, content: bytes) -> str | None:
        """The name of what was found in these bytes; None where they are clean. Raises `AntivirusAway`."""
        pieces = (content[at : at + PIECE] for at in range(0, len(content), PIECE))
        said = self._ask(b"zINSTREAM\0", *(struct.pack("!L", len(one)) + one for one in pieces), struct.pack("!L", 0))
        if said == "stream: OK":
            return None
        if found := FOUND.fullmatch(said):
            return found[1]
        raise AntivirusAway(said or "no answer")

    def answers(self) -> bool:
        """Whether the daemon is there."""
        try:
            return self._ask(b"zPING\0") == "PONG"
        except AntivirusAway:
            return False

    def _ask(self, *parts: bytes) -> str:
        try:
            with self._connected() as line:
                for part in parts:
                    line.sendall(part)
                return _answer(line).decode("utf-8", "replace").rstrip("\0")
        except OSError as error:
            raise AntivirusAway(str(error)) from error

    @contextmanager
    def _connected(self) -> Iterator[socket.socket]:
        found = ADDRESS.fullmatch(self.address)
        if found and found[1]:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(ANSWERS_WITHIN_S)
                line.connect(found[1])
                yield line
        elif found:
            with socket.create_connection((found[2].strip("[]"), int(found[3])), ANSWERS_WITHIN_S) as line:
                yield line


def is_antivirus(text: str) -> bool:
    """Whether this is an address of a daemon."""
    return ADDRESS.fullmatch(text) is not None


def _answer(line: socket.socket) -> bytes:
    said = b""
    while not said.endswith(b"\0") and len(said) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
        said += more
    return said
