"""A Debian in a folder, whose first process is systemd, in a network of its own; what is typed in it."""

import os
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tests.system.machine.bare import make, run
from tests.system.runbook import Typed
from tests.system.waiting import wait_until

# What asks for nobody's attention; no console is needed, no journal shared.
BOOT = "--quiet --boot --register=no --keep-unit --resolv-conf=off --timezone=off --link-journal=no --console=read-only"
# How systemd-nspawn ends whose machine is to be started anew.
ANEW = 133
LANGUAGE = ("--setenv=HOME=/root", "--setenv=LC_ALL=C.UTF-8")


class Debian:
    """The machine whose root is `root`. It runs while it is entered, and is started anew by itself at a reboot."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder, folder / "root"
        self.space = f"reserve-machine-{os.getpid()}"

    @contextmanager
    def running(self) -> Iterator[None]:
        with ExitStack() as stack:
            run("ip", "netns", "add", self.space)
            stack.callback(run, "ip", "netns", "delete", self.space)
            slirp = "slirp4netns --configure --netns-type=path"
            stack.callback(_end, self._start(f"{slirp} /run/netns/{self.space} tap0"))
            stack.callback(lambda: _end(self._first))
            self.boot()
            yield

    def boot(self) -> None:
        """Until all that it starts by itself is started, well or not."""
        where = f"--directory={self.root} --network-namespace-path=/run/netns/{self.space}"
        self._first = self._start(f"systemd-nspawn {BOOT} {where}")
        wait_until(lambda: self.type("systemctl is-system-running").said.strip() in {"running", "degraded"}, 300, 1.0)

    def restart(self) -> None:
        """As `reboot` does it: what runs is ended by its unit, what is enabled comes again."""
        self.type("systemctl reboot")
        ended = self._first.wait(180)
        if ended != ANEW:
            raise click.ClickException(f"at its reboot it ended with {ended}")
        self.boot()

    def _start(self, command: str) -> subprocess.Popen[bytes]:
        words = shlex.split(command)
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def first(self) -> str | None:
        """The first process of the machine, as this one numbers it; none while it starts anew."""
        found = _said("pgrep", "-x", "systemd", "-P", str(self._first.pid))
        return found.strip() or None

    def type(self, line: str, folder: str = "/root", user: str = "root", seconds: float = 1800) -> Typed:
        """What root types there, or another; as a unit of its systemd, with the rights that it gives."""
        unit = ["systemd-run", "--quiet", "--pipe", "--wait", "--collect", f"--uid={user}", *LANGUAGE]
        first = self.first()
        if first is None:
            return Typed(line, 255, "it is not running")
        into = ["nsenter", "-t", first, "-m", "-u", "-i", "-n", "-p", "-C", "-r", "-w"]
        command = [*into, *unit, f"--working-directory={folder}", "sh", "-c", line]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=seconds
        )
        return Typed(line, done.returncode, done.stdout + done.stderr)

    def put(self, path: str, content: str | bytes, mode: int = 0o644, owner: str = "root") -> None:
        """A file of it, its owner by the name that they have there."""
        file = self.root / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        file.chmod(mode)
        if owner != "root":
            self.type(f"chown {shlex.quote(owner)}: {shlex.quote(path)}")


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _end(process: subprocess.Popen[bytes]) -> None:
    """The machine is told to halt, and does; who does not within half a minute is killed."""
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(30)
    process.kill()
    process.wait()


@contextmanager
def machine() -> Iterator[Debian]:
    """A new one, of which nothing is left."""
    with TemporaryDirectory(prefix="reserve-machine.") as folder:
        one = Debian(Path(folder))
        make(one.root)
        with one.running():
            yield one
