"""What the broker's tests share: the implementations under test, a consumer on a thread, and waiting for an effect."""

import subprocess
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from kombu.entity import Queue

from services.chassis.broker.connection import connect
from services.chassis.broker.consumer import consume
from services.chassis.broker.figures import figures
from services.chassis.broker.message import Message
from services.chassis.broker.publisher import open_publisher
from services.chassis.broker.topology import declare
from tests.system.waiting import wait_until

ROOT = Path(__file__).parents[2]
KEY = "intake.request.granted"
BINDINGS = {"warehouse": [KEY], "portal": ["#"]}


@dataclass(frozen=True)
class Implementation:
    """One broker under the contract, and what it promises beyond it. `fresh` gives the URL of an empty one."""

    name: str
    fresh: Callable[[pytest.FixtureRequest], str]
    features: frozenset[str] = frozenset()


EMBEDDED = Implementation(
    name="embedded",
    fresh=lambda request: f"sqlite:///{request.getfixturevalue('tmp_path') / 'broker' / 'broker.sqlite'}",
    features=frozenset({"atomic batch", "lists bindings", "tells who is active"}),
)
RABBITMQ = Implementation(
    name="rabbitmq",
    fresh=lambda request: request.getfixturevalue("rabbitmq").fresh(),
    features=frozenset({"several nodes", "a server of its own"}),
)
IMPLEMENTATIONS = [EMBEDDED, RABBITMQ]


def promising(feature: str) -> pytest.MarkDecorator:
    """Run a test for those implementations alone that declare `feature`."""
    found = [one for one in IMPLEMENTATIONS if feature in one.features]
    return pytest.mark.parametrize("implementation", found, ids=lambda one: one.name, indirect=True)


def set_up(url: str, bindings: Mapping[str, Sequence[str]]) -> None:
    """Declare, without the wait for a node that might be killed: none is here."""
    declare(url, bindings, known=[KEY], settle=0.0)


def messages(count: int, key: str = KEY, start: int = 0) -> list[Message]:
    return [Message(str(number), key, str(number).encode()) for number in range(start, start + count)]


def numbers(count: int, start: int = 0) -> list[bytes]:
    return [str(number).encode() for number in range(start, start + count)]


def publish(url: str, batch: Sequence[Message]) -> set[str]:
    publisher = open_publisher(url)
    try:
        return publisher.publish(batch, timeout=30)
    finally:
        publisher.close()


@contextmanager
def channel_of(url: str) -> Iterator[Any]:
    """A bare kombu channel, for looking at what the consumer's loop does not show."""
    connection = connect(url)
    try:
        channel = connection.channel()
        # Bodies as they are, on either broker.
        channel.auto_decode = False
        yield channel
    finally:
        connection.close()


def waiting_in(url: str, queue: str, count: int) -> list[Any]:
    """All messages of a queue that nobody consumes, left where they are, once it has as many.

    RabbitMQ moves a refused message to the dead letters by itself, some time after the refusal.
    """
    wait_until(lambda: figures(url, [queue])[queue].messages >= count)
    with channel_of(url) as channel:
        bound = Queue(queue)(channel)
        return list(iter(bound.get, None))


@dataclass
class Listener:
    """A consumer of a service on its own thread, for the length of a `with`; keeps what it was handed."""

    url: str
    service: str = "warehouse"
    handle: Callable[[Sequence[bytes]], Collection[int]] = lambda bodies: ()
    prefetch: int = 500
    batches: list[list[bytes]] = field(default_factory=list)
    active: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def bodies(self) -> list[bytes]:
        return [body for batch in self.batches for body in batch]

    def __enter__(self) -> "Listener":
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def leave(self) -> None:
        self.stop.set()
        self._thread.join(10)
        assert not self._thread.is_alive(), "the consumer did not stop"

    def _run(self) -> None:
        limits: dict[str, Any] = {"prefetch": self.prefetch, "on_active": self.active.set}
        consume(self.url, self.service, self._taken, self.stop, **limits)

    def _taken(self, bodies: Sequence[bytes]) -> Collection[int]:
        self.batches.append(list(bodies))
        return self.handle(bodies)


@contextmanager
def process(program: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A Python program in another process, killed with SIGKILL at the end of the block at the latest."""
    command = [sys.executable, "-c", program, *arguments]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, bufsize=1)
    try:
        yield child
    finally:
        child.kill()
        child.wait()
        assert child.stdout is not None
        child.stdout.close()
