"""The process that programs of `reserve` are forked of: it has loaded what they import, and has done nothing else.

No setting was read, no file opened, no thread begun: from there on each is what `python -m services` is. Between it and
each program stands one process more, which waits for the program's end and tells its exit code.
"""

import gc
import json
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

from services.__main__ import main
from services.chassis.web import application
from services.chassis.web.doors import doors_of
from services.commands import back, demo, front
from services.everything import SERVICES
from tests.servers.forked import LONGEST_ORDER, TOLD

# What only a command or a role loads.
LOADED = application, back, demo, front
# Its output, its errors, and the line to whoever ordered it.
FILES = 3


def born(orders: socket.socket) -> list[str]:
    """Fork a program for each order; returns in each of these alone, with its arguments. Ends with whoever orders."""
    while True:
        order, files, _, _ = socket.recv_fds(orders, LONGEST_ORDER, FILES)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not order:
            sys.exit()
        if os.fork() == 0:
            orders.close()
            return keep(json.loads(order), *files)
        for file in files:
            os.close(file)


def keep(order: dict[str, object], output: int, errors: int, line: int) -> list[str]:
    """Fork the program, and tell its exit code to whoever ordered it."""
    pid = os.fork()
    if pid == 0:
        os.dup2(output, 1)
        os.dup2(errors, 2)
    os.close(output)
    os.close(errors)
    if pid == 0:
        return begin(line, **order)  # type: ignore[arg-type]
    _, status = os.waitpid(pid, 0)
    os.write(line, b"%*d" % (TOLD, os.waitstatus_to_exitcode(status)))
    os._exit(0)


def begin(line: int, arguments: list[str], environment: dict[str, str], folder: str) -> list[str]:
    """In the program: a session, an environment and a folder of its own; then it tells its id."""
    os.setsid()
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    os.write(line, b"%*d" % (TOLD, os.getpid()))
    os.close(line)
    return arguments


if __name__ == "__main__":
    for service in SERVICES:
        doors_of(service)
    assert len(list(Path("/proc/self/task").iterdir())) == 1, "a thread would not be there in what is forked"
    gc.collect()
    gc.freeze()
    sys.argv = ["reserve", *born(socket.socket(fileno=int(sys.argv[1])))]
    main()
