"""An antivirus of the tests' own: ClamAV's daemon where Debian's package is installed, and one that speaks like it."""

import os
import shutil
import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import md5

from services.chassis.antivirus import Antivirus
from tests.servers.process import Program, server_folder, wait_ready

# What every antivirus takes for a virus and is none; in parts, or one of them would take this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
MARK = b"5CDEVIL001"
NAME = "Reserve.Made.Up"
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def installed() -> str | None:
    """Where the daemon lies; None where Debian's package `clamav-daemon` is not installed."""
    return shutil.which("clamd", path=PATH)


@contextmanager
def real() -> Iterator[str]:
    """ClamAV's daemon with two signatures of our own and no other; its address."""
    with server_folder("clamd") as folder:
        signatures, place = folder / "signatures", folder / "clamd.sock"
        signatures.mkdir()
        digest = md5(EICAR, usedforsecurity=False).hexdigest()
        (signatures / "own.hdb").write_text(f"{digest}:{len(EICAR)}:{NAME}\n", encoding="ascii")
        (signatures / "own.ndb").write_text(f"{NAME}:0:*:{MARK.hex()}\n", encoding="ascii")
        told = {
            "LocalSocket": place,
            "DatabaseDirectory": signatures,
            "TemporaryDirectory": folder,
            "Foreground": "yes",
        }
        settings = folder / "clamd.conf"
        settings.write_text("".join(f"{name} {value}\n" for name, value in told.items()), encoding="utf-8")
        daemon = Program([installed() or "clamd", f"--config-file={settings}"], folder / "log")
        daemon.start()
        try:
            wait_ready(daemon, Antivirus(f"unix:{place}").answers)
            yield f"unix:{place}"
        finally:
            daemon.end()


@contextmanager
def like_it() -> Iterator[str]:
    """A server that answers as the daemon does to the two commands that we give."""
    with server_folder("like") as folder, socketserver.UnixStreamServer(str(folder / "sock"), _Spoken) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"unix:{folder / 'sock'}"
        finally:
            server.shutdown()
            thread.join()


class _Spoken(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with suppress(ConnectionError):
            command = b""
            while not command.endswith(b"\0"):
                command += self.rfile.read(1)
            self.wfile.write(b"PONG\0" if command == b"zPING\0" else self._verdict(self._content()))

    def _content(self) -> bytes:
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        return content

    def _verdict(self, content: bytes) -> bytes:
        if content == EICAR or MARK in content:
            return f"stream: {NAME} FOUND\0".encode()
        return b"stream: OK\0"
