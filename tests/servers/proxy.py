"""A network that can fail: a TCP proxy before a server, which swallows bytes, cuts connections or makes them slow."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit

from tests.servers.process import LOOPBACK

CHUNK = 65_536
CONNECT_WITHIN_S = 5.0


class Link:
    """One connection through the proxy. Once a byte of it was swallowed it passes none any more: TCP has no gaps."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.ends = (client, server)
        self.doomed = False
        self._closed = threading.Event()

    def cut(self) -> None:
        self._closed.set()
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def wait(self, seconds: float) -> None:
        self._closed.wait(seconds)

    def close(self) -> None:
        self.cut()
        for end in self.ends:
            end.close()


class Proxy:
    """Stands before one port of this machine. `swallowed` counts the bytes that went nowhere, `cuts` the connections
    that were cut; a fault that counts nothing had no effect."""

    def __init__(self, port: int) -> None:
        self.swallowed = 0
        self.cuts = 0
        # Seconds that each piece waits on its way, in both directions.
        self.delay = 0.0
        self._target = (LOOPBACK, port)
        self._door = socket.create_server((LOOPBACK, 0))
        self.port: int = self._door.getsockname()[1]
        self._through = threading.Event()
        self._through.set()
        self._over = False
        self._lock = threading.Lock()
        self._links: list[Link] = []
        self._threads = [threading.Thread(target=self._accept, name="proxy")]
        self._threads[0].start()

    def url(self, of: str) -> str:
        """A URL of the server that goes through here: another host and port, all else as it was."""
        parts = urlsplit(of)
        user = parts.netloc.rpartition("@")[0]
        address = f"{LOOPBACK}:{self.port}"
        return parts._replace(netloc=f"{user}@{address}" if user else address).geturl()

    @property
    def links(self) -> int:
        """How many connections there are through here."""
        with self._lock:
            return len(self._links)

    def swallow(self) -> None:
        """A silent partition: connections stay open, and nothing arrives, nor the news that one was closed."""
        self._through.clear()

    def heal(self) -> None:
        """New connections pass again; those that lost a byte are cut, as a packet to who has gone is answered."""
        self._through.set()
        with self._lock:
            for link in self._links:
                if link.doomed:
                    link.cut()

    def cut(self) -> None:
        """Cut every connection; new ones pass."""
        with self._lock:
            for link in self._links:
                link.cut()
            self.cuts += len(self._links)

    def close(self) -> None:
        self._over = True
        # Closing alone does not wake a thread that accepts.
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._through.set()
        self.cut()
        while self._threads:
            self._threads.pop().join()
        self._door.close()

    def _accept(self) -> None:
        while not self._over:
            try:
                client = self._door.accept()[0]
            except OSError:
                return
            try:
                server = socket.create_connection(self._target, CONNECT_WITHIN_S)
            except OSError:
                client.close()
                continue
            self._join(client, server)

    def _join(self, client: socket.socket, server: socket.socket) -> None:
        server.settimeout(None)
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        link = Link(client, server)
        with self._lock:
            self._links.append(link)
        carrier = threading.Thread(target=self._carry, args=(link,), name="proxy")
        self._threads.append(carrier)
        carrier.start()

    def _carry(self, link: Link) -> None:
        client, server = link.ends
        back = threading.Thread(target=self._pump, args=(link, server, client), name="proxy")
        back.start()
        self._pump(link, client, server)
        back.join()
        with self._lock:
            self._links.remove(link)
        link.close()

    def _pump(self, link: Link, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK):
                if self.delay:
                    link.wait(self.delay)
                if link.doomed or not self._through.is_set():
                    link.doomed = True
                    self.swallowed += len(data)
                else:
                    target.sendall(data)
        if not self._through.is_set():
            link.doomed = True
        # The news of an end waits for the network too.
        self._through.wait()
        link.cut()


@contextmanager
def proxy(port: int) -> Iterator[Proxy]:
    """A proxy before a port of this machine for the block."""
    network = Proxy(port)
    try:
        yield network
    finally:
        network.close()
