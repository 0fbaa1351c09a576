"""The network between the services and their servers: TCP lines that can be cut, and that can swallow what is sent."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from typing import TypeVar

from tests.servers.process import LOOPBACK

T = TypeVar("T")

OPEN_WITHIN_S = 10.0


class Condition(Enum):
    WHOLE = "whole"
    CUT = "cut"
    SWALLOWING = "swallowing"


class End(asyncio.Protocol):
    """One end of a connection through a line; what it hears goes to the other end."""

    def __init__(self, line: "Line", peer: "End | None" = None) -> None:
        self.line, self.peer = line, peer
        self.transport: asyncio.Transport | None = None
        self.early: list[bytes] = []
        self.broken = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.line.ends.add(self)
        if self.line.condition is Condition.CUT:
            self.line.severed += 1
            transport.abort()
        elif self.peer is None:
            self.line.reach(self)
        else:
            self.peer.peer = self
            for data in self.peer.early:
                transport.write(data)

    def data_received(self, data: bytes) -> None:
        if self.line.condition is Condition.SWALLOWING:
            self.line.swallowed += len(data)
            self.broken = True
        elif self.peer is None or self.peer.transport is None:
            self.early.append(data)
        else:
            self.peer.transport.write(data)

    def pause_writing(self) -> None:
        if self.peer and self.peer.transport:
            self.peer.transport.pause_reading()

    def resume_writing(self) -> None:
        if self.peer and self.peer.transport and not self.peer.transport.is_closing():
            self.peer.transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        self.line.ends.discard(self)
        if self.peer is None:
            return
        if self.line.condition is Condition.SWALLOWING:
            # Its goodbye is swallowed too.
            self.peer.broken = True
        elif self.peer.transport:
            self.peer.transport.close()


class Line:
    """From one program to one server. Programs connect to `port`; `swallowed` and `severed` count what was done."""

    def __init__(self, name: str, target: int, loop: asyncio.AbstractEventLoop) -> None:
        self.name, self.target, self.port = name, target, 0
        self.condition = Condition.WHOLE
        self.ends: set[End] = set()
        self.swallowed = self.severed = 0
        self._loop = loop
        self._dialling: set[asyncio.Task[None]] = set()
        self._door: asyncio.Server | None = None

    async def open(self) -> None:
        self._door = await self._loop.create_server(lambda: End(self), LOOPBACK, 0)
        self.port = self._door.sockets[0].getsockname()[1]

    def cut(self) -> None:
        """Reset every connection, and each new one at once."""
        self._turn(Condition.CUT)

    def swallow(self) -> None:
        """Connections stay, and nothing that is sent arrives, either way; who connects finds nobody."""
        self._turn(Condition.SWALLOWING)

    def heal(self) -> None:
        """Whole again; what lost bytes meanwhile is reset, as nothing can be made of it."""
        self._turn(Condition.WHOLE)

    def reach(self, near: End) -> None:
        """Connect the server for an end that a program opened, unless nothing gets there now."""
        if self.condition is Condition.SWALLOWING:
            near.broken = True
            return
        task = self._loop.create_task(self._dial(near))
        self._dialling.add(task)
        task.add_done_callback(self._dialling.discard)

    def shut(self) -> None:
        if self._door:
            self._door.close()
        for end in [*self.ends]:
            if end.transport:
                end.transport.abort()

    async def _dial(self, near: End) -> None:
        far = End(self, near)
        try:
            await self._loop.create_connection(lambda: far, LOOPBACK, self.target)
        except OSError:
            if near.transport:
                near.transport.abort()
            return
        if far.transport and (near.transport is None or near.transport.is_closing()):
            far.transport.abort()

    def _turn(self, condition: Condition) -> None:
        done = threading.Event()
        self._loop.call_soon_threadsafe(self._change, condition, done)
        done.wait(OPEN_WITHIN_S)

    def _change(self, condition: Condition, done: threading.Event) -> None:
        self.condition = condition
        ending = [end for end in self.ends if condition is Condition.CUT or (end.broken and not self._swallowing)]
        for end in ending:
            for one in (end, end.peer):
                if one and one.transport:
                    one.transport.abort()
        self.severed += len(ending) if condition is Condition.CUT else 0
        done.set()

    @property
    def _swallowing(self) -> bool:
        return self.condition is Condition.SWALLOWING


class Network:
    """All lines, moved by one thread."""

    def __init__(self) -> None:
        self.lines: dict[str, Line] = {}
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="network")

    def line(self, name: str, target: int) -> Line:
        """A new line to a port of this machine."""
        line = Line(name, target, self.loop)
        asyncio.run_coroutine_threadsafe(line.open(), self.loop).result(OPEN_WITHIN_S)
        self.lines[name] = line
        return line

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._soon(lambda: [line.shut() for line in self.lines.values()])
        # A turn of the loop for what was aborted to be let go.
        asyncio.run_coroutine_threadsafe(asyncio.sleep(0.05), self.loop).result(OPEN_WITHIN_S)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()

    def _soon(self, act: Callable[[], object]) -> None:
        self.loop.call_soon_threadsafe(act)


@contextmanager
def network() -> Iterator[Network]:
    """A network for the block."""
    one = Network()
    one.start()
    try:
        yield one
    finally:
        one.stop()
