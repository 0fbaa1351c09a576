"""The tests' own network: it passes bytes, swallows them, cuts, and counts what it did."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.servers.process import LOOPBACK
from tests.servers.proxy import Proxy, proxy


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that sends back what it gets; gives its port."""
    door = socket.create_server((LOOPBACK, 0))

    def answer(end: socket.socket) -> None:
        with end:
            while data := end.recv(1000):
                end.sendall(data)

    def accept() -> None:
        try:
            while True:
                threads.append(threading.Thread(target=answer, args=(door.accept()[0],)))
                threads[-1].start()
        except OSError:
            return

    threads = [threading.Thread(target=accept)]
    threads[0].start()
    yield door.getsockname()[1]
    door.shutdown(socket.SHUT_RDWR)
    for thread in threads:
        thread.join()
    door.close()


@pytest.fixture
def network(echo: int) -> Iterator[Proxy]:
    with proxy(echo) as network:
        yield network


def entered(network: Proxy) -> socket.socket:
    return socket.create_connection((LOOPBACK, network.port), timeout=0.2)


def said(end: socket.socket, text: bytes) -> bytes:
    end.sendall(text)
    return end.recv(1000)


def test_what_it_swallows_is_counted_and_its_connection_is_cut_at_the_heal(network: Proxy) -> None:
    with entered(network) as end:
        assert said(end, b"here") == b"here"
        network.swallow()
        with pytest.raises(TimeoutError):
            said(end, b"lost")
        assert network.swallowed == 4
        network.heal()
        assert end.recv(10) == b""
    with entered(network) as again:
        assert said(again, b"back") == b"back"


def test_a_cut_is_told_to_both_ends_and_the_next_connection_passes(network: Proxy) -> None:
    with entered(network) as end:
        assert said(end, b"here") == b"here"
        network.cut()
        assert end.recv(10) == b""
        assert network.cuts == 1
    with entered(network) as again:
        assert said(again, b"back") == b"back"


def test_a_slow_network_takes_its_time(network: Proxy) -> None:
    network.delay = 0.05
    with entered(network) as end:
        started = time.monotonic()
        assert said(end, b"slow") == b"slow"
        assert time.monotonic() - started >= 0.1


def test_a_url_goes_through_it(network: Proxy) -> None:
    assert network.url("amqp://guest:secret@127.0.0.1:5672/one") == f"amqp://guest:secret@127.0.0.1:{network.port}/one"
    assert network.url("postgresql+psycopg://reserve@127.0.0.1:5432/one").endswith(f"@127.0.0.1:{network.port}/one")
