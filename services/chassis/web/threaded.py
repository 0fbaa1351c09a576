"""The web server of one process: waitress, as a thread beside workers and relays.

waitress has no public way to stop without dropping what is in hand, so this file, and no other, turns its loop by hand.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

import structlog
from waitress import wasyncore
from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.utilities import Error

from services.chassis.errors import Conflict
from services.chassis.settings import Settings
from services.chassis.web.limits import BODY_WITHIN_S
from services.contracts.sentence import say

TICK_S = 0.2
FINISH_S = 10.0
# Connections at once, and seconds after which a silent one is closed.
CONNECTIONS = 512
SILENT_S = 60
# How often it is looked who takes too long over a request.
LOOK_S = 1.0

log = structlog.get_logger()


class TooSlow(Error):  # type: ignore[misc]
    code, reason = 408, "Request Timeout"


@dataclass
class Coming:
    """Since when each request has been coming that is not here whole. It holds no thread, but a connection."""

    since: dict[Any, float] = field(default_factory=dict)
    looked: float = 0.0

    def refuse_late(self, channels: list[Any], now: float) -> None:
        if now - self.looked < LOOK_S:
            return
        coming = [one for one in channels if one.request]
        self.looked, self.since = now, {one.request: self.since.get(one.request, now) for one in coming}
        for one in coming:
            if now - self.since[one.request] > BODY_WITHIN_S:
                _refuse(one)


def _refuse(channel: Any) -> None:
    """As the server itself does with a request that it cannot read: an answer, and the connection is closed."""
    with channel.requests_lock:
        late, channel.request = channel.request, None
        late.error, late.completed = TooSlow(f"within {BODY_WITHIN_S:.0f} s"), True
        channel.requests.append(late)
        if len(channel.requests) == 1:
            channel.server.add_task(channel)


@dataclass(frozen=True)
class Web:
    """A web server that holds its address; `serve` makes it answer."""

    url: str
    server: Any
    sockets: dict[int, Any]
    coming: Coming = field(default_factory=Coming)

    def step(self) -> None:
        """Wait a moment for what the network brings, and deal with it."""
        wasyncore.loop(TICK_S, use_poll=True, map=self.sockets, count=1)
        self.coming.refuse_late(self._channels(), time.monotonic())

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
