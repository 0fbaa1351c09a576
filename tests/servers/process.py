"""A server of the tests' own: a process group in a folder, started, killed, frozen and ended by its id alone."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

LOOPBACK = "127.0.0.1"
READY_WITHIN_S = 150.0
LOOK_EVERY_S = 0.05


class Program:
    """A program in a session of its own, so that one signal reaches all of its processes; its output goes to a file."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None) -> None:
        self.command = list(command)
        self.log = log
        self.environment = dict(os.environ if environment is None else environment)
        self.user: str | None = None
        self.process: Any = None

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.command[0]} was not started"
        return self.process.pid

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        assert not self.running, f"{self.command[0]} runs already"
        with self.log.open("ab") as told:
            self.process = self._begin(told.fileno())

    def _begin(self, output: int) -> Any:
        """The process as `subprocess.Popen` gives it, or one that is asked in the same way."""
        return subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=self.environment,
            start_new_session=True,
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
        )

    def kill(self) -> None:
        """SIGKILL for the whole group at once. One that has ended already is left alone."""
        self.end(signal.SIGKILL)

    def freeze(self) -> None:
        """SIGSTOP: it is there and answers nothing."""
        os.killpg(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        os.killpg(self.pid, signal.SIGCONT)

    def end(self, number: int = signal.SIGTERM, within: float = 30.0) -> int | None:
        """Send a signal and wait; SIGKILL after `within` seconds. Gives the exit code, None when it never ran."""
        if self.process is None:
            return None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)
            os.killpg(self.process.pid, signal.SIGCONT)
        try:
            self.process.wait(within)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        with suppress(ProcessLookupError):
            # Children that outlive the first process of the group.
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.process.returncode

    def tail(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-3000:] if self.log.exists() else ""


@contextmanager
def server_folder(name: str, owner: str | None = None) -> Iterator[Path]:
    """A temporary folder that the server's user may enter: not pytest's own, which is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix=f"reserve-{name}-"))
    folder.chmod(0o755)
    if owner:
        shutil.chown(folder, owner)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as door:
        door.bind((LOOPBACK, 0))
        port: int = door.getsockname()[1]
    return port


def wait_ready(program: Program, ask: Callable[[], object]) -> None:
    """Until `ask()` raises nothing and is not false. Raises `RuntimeError` with what the program wrote."""
    end = time.monotonic() + READY_WITHIN_S
    problem: object = "no answer"
    while time.monotonic() < end and program.running:
        try:
            if ask():
                return
        except Exception as error:
            problem = error
        time.sleep(LOOK_EVERY_S)
    raise RuntimeError(f"{program.command[0]} is not ready: {problem!r}\n{program.tail()}")
