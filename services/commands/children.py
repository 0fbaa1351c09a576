"""A whole reserve as processes of its own: started, started anew when they die, ended together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence

import structlog

LOOK_S = 0.1
SHORTEST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
# One that lived so long did not die of its start.
LIVED_S = 60.0
# Longer than any role needs to finish what it has in hand.
LEAVES_WITHIN_S = 20.0

log = structlog.get_logger()


class Child:
    """One process that should run: `python -m services run ...`, in a session of its own, so that Ctrl-C at the
    terminal reaches its parent alone, which then ends it."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self._arguments, self._environment = arguments, environment
        self._process: subprocess.Popen[bytes] | None = None
        self._started = self._due = 0.0
        self._pause = SHORTEST_PAUSE_S

    def keep(self) -> None:
        """Start it when it does not run and its pause is over."""
        if self._process is not None and self._process.poll() is not None:
            self._bury(self._process.returncode)
        if self._process is None and time.monotonic() >= self._due:
            command = [sys.executable, "-m", "services", "run", *self._arguments, "--with", str(os.getpid())]
            self._started = time.monotonic()
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, env=dict(self._environment), start_new_session=True
            )

    def ask_to_end(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)

    def end(self, until: float) -> None:
        """Wait for its end; past `until` it is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.error("killed, it did not leave", child=" ".join(self._arguments))
            self._process.kill()
            self._process.wait()

    def _bury(self, code: int) -> None:
        self._process = None
        if time.monotonic() - self._started > LIVED_S:
            self._pause = SHORTEST_PAUSE_S
        self._due = time.monotonic() + self._pause
        log.warning("died", child=" ".join(self._arguments), code=code, again_after_s=self._pause)
        self._pause = min(2 * self._pause, LONGEST_PAUSE_S)


def keep_running(children: Sequence[Child], stop: threading.Event) -> None:
    """Keep them all running until `stop` is set, then end them. They end with this process, however it ends."""
    try:
        while not stop.is_set():
            for child in children:
                child.keep()
            stop.wait(LOOK_S)
    finally:
        for child in children:
            child.ask_to_end()
        until = time.monotonic() + LEAVES_WITHIN_S
        for child in children:
            child.end(until)
