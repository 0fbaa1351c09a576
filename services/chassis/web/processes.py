"""The web server of real installations: granian, processes that read requests in Rust and answer them by threads."""

import signal
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from services.chassis.settings import Settings
from services.chassis.web.lobby import Lobby
from services.chassis.web.threaded import held

# Connections at once a process, and those that wait to be taken.
CONNECTIONS = 512
WAITING = 1024
# A client that takes longer over its headers is cut off; it holds no thread meanwhile.
HEADERS_WITHIN_MS = 10_000
FINISH_S = 10
RESPAWN_AFTER_S = 1.0
# A scan asks the database some eight times, and after each waits for the interpreter: so long at most, not 5 ms.
SWITCH_S = 0.0005


def serve_in_processes(load: Callable[[], Any], settings: Settings) -> None:
    """Answer HTTP until SIGTERM or Ctrl-C; requests in hand are finished, for 10 s at most.

    `load` makes the application, in each process of its own; one that dies is started anew. To be called in the main
    thread of a process that has no other. Raises `Conflict` where the address cannot be had.
    """
    must_be_free(settings)
    server = Server(
        "reserve",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN_MS),
        websockets=False,
        workers=settings.web_processes,
        # Each waits for its body in a thread; the lobby lets so many in at once as the settings say.
        blocking_threads=CONNECTIONS,
        backpressure=CONNECTIONS,
        backlog=WAITING,
        respawn_failed_workers=True,
        respawn_interval=RESPAWN_AFTER_S,
        workers_kill_timeout=FINISH_S,
        log_level=LogLevels.error,
    )
    server.serve(target_loader=partial(_loaded, load, settings), wrap_loader=False)


def _loaded(load: Callable[[], Any], settings: Settings) -> Lobby:
    # A process inherits its parent's handlers, which do nothing in it: until it has its own a signal just ends it.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    sys.setswitchinterval(SWITCH_S)
    return Lobby(load(), settings.web_threads)


def must_be_free(settings: Settings) -> None:
    """Raises `Conflict` where the address cannot be had."""
    # The server itself would share the port with whoever allows it.
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((settings.host, settings.port))
        except OSError as error:
            raise held(settings, error) from error
