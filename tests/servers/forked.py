"""Programs of `reserve` that begin with everything loaded, as most of a start is: forked of one process that has it."""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from tests.servers.process import Program

ROOT = Path(__file__).parents[2]
LONGEST_ORDER = 100_000
# The bytes of what is told of a program: its id, then its exit code.
TOLD = 12


class Forked:
    """A running program, asked as `subprocess.Popen` is, by several threads at once if need be."""

    def __init__(self, arguments: Sequence[str], line: int) -> None:
        self.args, self.returncode = arguments, None
        self.pid, self._line, self._lock = int(os.read(line, TOLD)), line, threading.Lock()

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code. Raises `subprocess.TimeoutExpired`."""
        if self.returncode is None:
            told = select.poll()
            told.register(self._line, select.POLLIN)
            if not told.poll(None if timeout is None else timeout * 1_000):
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            with self._lock:
                if self.returncode is None:
                    self.returncode = int(os.read(self._line, TOLD))
                    os.close(self._line)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class Reserve(Program):
    """`reserve ...`: its command is what follows."""

    def _begin(self, output: int) -> Forked:
        return fork(self.command, self.environment, output, output)


def fork(arguments: Sequence[str], environment: Mapping[str, str], output: int, errors: int) -> Forked:
    """`reserve` with these arguments, in a session of its own; what it writes goes to these two files."""
    order = {"arguments": list(arguments), "environment": dict(environment), "folder": str(ROOT)}
    line, its = os.pipe()
    socket.send_fds(nursery(), [json.dumps(order).encode()], [output, errors, its])
    os.close(its)
    return Forked(arguments, line)


def run(arguments: Sequence[str], environment: Mapping[str, str], within: float) -> subprocess.CompletedProcess[str]:
    """`reserve` to its end, as `subprocess.run` gives it."""
    with TemporaryFile("w+", encoding="utf-8") as output, TemporaryFile("w+", encoding="utf-8") as errors:
        one = fork(arguments, environment, output.fileno(), errors.fileno())
        try:
            code = one.wait(within)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()
        output.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(arguments, code, output.read(), errors.read())


@cache
def nursery() -> socket.socket:
    """The line to the process that they are forked of, started at the first call; it ends with this one."""
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        command = [sys.executable, "-m", "tests.servers.nursery", str(its.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[its.fileno()], stdin=subprocess.DEVNULL)
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours
