"""The web server of one process: waitress, as a thread beside workers and relays.

waitress has no public way to stop without dropping what is in hand, so this file, and no other, turns its loop by hand.
"""

import threading
import time
from dataclasses import dataclass
from typing import Any

import structlog
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server

from services.chassis.errors import Conflict
from services.chassis.settings import Settings
from services.contracts.sentence import say

TICK_S = 0.2
FINISH_S = 10.0
# Connections at once, and seconds after which a silent one is closed.
CONNECTIONS = 512
SILENT_S = 60

log = structlog.get_logger()


@dataclass(frozen=True)
class Web:
    """A web server that holds its address; `serve` makes it answer."""

    url: str
    server: Any
    sockets: dict[int, Any]

    def step(self) -> None:
        """Wait a moment for what the network brings, and deal with it."""
        wasyncore.loop(TICK_S, use_poll=True, map=self.sockets, count=1)

    def stop_listening(self) -> None:
        for one in [one for one in self.sockets.values() if one.accepting]:
            # Not the server's own `close`: it takes the trigger along, by which requests in hand tell of their answer.
            wasyncore.dispatcher.close(one)

    def finish(self) -> None:
        """Answer what is in hand and what is queued, for 10 s at most; close each connection once nothing is left."""
        end = time.monotonic() + FINISH_S
        while (channels := self._channels()) and time.monotonic() < end:
            self.step()
            for one in channels:
                one.will_close = one.will_close or not (one.requests or one.request or one.total_outbufs_len)

    def close(self) -> None:
        self.server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self.sockets)

    def _channels(self) -> list[Any]:
        return [one for one in self.sockets.values() if isinstance(one, HTTPChannel)]


def listen(application: Any, settings: Settings) -> Web:
    """Take the address at once. Raises `Conflict` where it cannot be had, as when another program holds the port."""
    sockets: dict[int, Any] = {}
    address = {"host": settings.host, "port": settings.port}
    try:
        limits = {"connection_limit": CONNECTIONS, "channel_timeout": SILENT_S, "threads": settings.web_threads}
        server = create_server(application, sockets, ident="reserve", **address, **limits)
    except (OSError, ValueError) as error:
        wasyncore.close_all(sockets)
        raise held(settings, error) from error
    return Web(settings.url, server, sockets)


def serve(web: Web, stop: threading.Event) -> None:
    """Answer HTTP until `stop` is set; then no connection is taken any more, and requests in hand are finished.

    What goes wrong in the server itself is raised here; a second call goes on with the connections of the first.
    """
    log.info("web", url=web.url)
    while not stop.is_set():
        web.step()
    web.stop_listening()
    web.finish()
    web.close()


def held(settings: Settings, reason: Exception) -> Conflict:
    """The refusal of an address that cannot be had."""
    return Conflict(
        "web.address",
        say("%(url)s cannot be had (%(reason)s). Set RESERVE_PORT to a free port.", url=settings.url, reason=reason),
    )
