"""The command line that ours and each peer's programs have in common: a role, and where and how it is played."""

import os
import sys
import threading
from collections.abc import Callable, Mapping

from services.chassis import logs
from services.chassis.family import end_with
from services.commands.jobs import stop_on_signals
from tests.bench.place import Load, Place, read_text

Role = Callable[[Place, Load, threading.Event], None]


def play(roles: Mapping[str, Role]) -> None:
    """`python -m <module> ROLE TEXT`, until SIGTERM."""
    name, text = sys.argv[1:3]
    end_with(os.getppid())
    logs.configure("error")
    place, load = read_text(text)
    roles[name](place, load, stop_on_signals())


def side_by_side(write: Callable[[], None], writers: int) -> None:
    """Several threads of it, until each has ended."""
    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
