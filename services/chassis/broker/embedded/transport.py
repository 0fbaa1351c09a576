"""The kombu transport of the embedded broker: a connection is the SQLite file, waiting is asking for its version."""

import math
import sqlite3
import time
from itertools import count
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport.base import Transport as KombuTransport

from services.chassis.broker.embedded.channel import Channel
from services.chassis.broker.embedded.store import Store

POLL_EVERY = 0.005


class Transport(KombuTransport):
    """`kombu.Connection(transport=Transport, transport_options={"path": ...})`; there is no server and no port.

    Any number of processes and threads may each have a connection to the same file. Publishing returns after the
    commit, so every publish is confirmed. There are no heartbeats: a file is there or it is not.
    """

    driver_type = "sqlite"
    driver_name = "embedded"
    connection_errors: tuple[Any, ...] = (ConnectionError, OSError, sqlite3.Error)
    channel_errors: tuple[Any, ...] = (ChannelError,)

    def __init__(self, client: Any, **_ignored: object) -> None:
        self.client: Any = client
        self._channels: list[Channel] = []
        self._numbers = count(1)
        self._store: Store | None = None

    def establish_connection(self) -> "Transport":
        self._store = Store(self.client.transport_options["path"])
        return self

    def create_channel(self, connection: object) -> Channel:
        if self._store is None:
            raise ConnectionError("the embedded broker's file is closed")
        channel = Channel(self, self._store, next(self._numbers))
        self._channels.append(channel)
        return channel

    def drain_events(self, connection: object, timeout: float | None = None, **_ignored: object) -> None:
        """Wait for one message and call its consumer back; `TimeoutError` when none came within `timeout` seconds."""
        deadline = math.inf if timeout is None else time.monotonic() + timeout
        while not any(channel.dispatch() for channel in self._channels):
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("no message came")
            time.sleep(min(POLL_EVERY, left))

    def verify_connection(self, connection: object) -> bool:
        return self._store is not None

    def close_connection(self, connection: object) -> None:
        """Give back what every channel holds and close the file. A second call does nothing."""
        for channel in tuple(self._channels):
            channel.close()
        if self._store is not None:
            self._store.close()
            self._store = None

    def forget(self, channel: Channel) -> None:
        if channel in self._channels:
            self._channels.remove(channel)

    # kombu's `Connection.collect` looks for this name: dropping a connection is here as safe as closing it.
    _collect = close_connection
