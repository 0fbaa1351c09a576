"""One connection's worth of consuming: messages are gathered into batches, and settled with one acknowledgement."""

import threading
import time
from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from kombu.entity import Queue
from kombu.messaging import Consumer

from services.chassis.broker.connection import answer_within, connect, faults_as_away

IDLE_WAIT = 0.1
# A batch is closed when nothing came for this long, or when it has been open for that long.
LINGER = 0.002
GATHER_WITHIN = 0.05
HEARTBEAT_EVERY = 1.0
CLOSE_WITHIN = 1.0

Batch = Sequence[Any]


@contextmanager
def receiving(url: str, queue: str, prefetch: int) -> Iterator["Reception"]:
    """A `Reception` for the block. After an error the connection is dropped, not closed: closing would wait for an
    answer that a broken network never brings. Either way the broker gives what was not settled to the next consumer.
    """
    connection = connect(url)
    try:
        with faults_as_away(connection):
            reception = Reception(connection, queue, prefetch)
        yield reception
        with faults_as_away(connection):
            answer_within(connection, CLOSE_WITHIN)
            connection.close()
    finally:
        connection.collect()


class Reception:
    """Takes what a queue delivers, in order. Any method may raise `BrokerAway`: then nothing more comes from this
    one."""

    def __init__(self, connection: Any, queue: str, prefetch: int) -> None:
        self._connection = connection
        self._queue = queue
        self._prefetch = prefetch
        self._waiting: deque[Any] = deque()
        self._next_heartbeat = 0.0
        self._received = False
        self._channel = connection.channel()
        consumer = Consumer(
            self._channel,
            queues=[Queue(queue)],
            on_message=self._waiting.append,
            auto_declare=False,
            prefetch_count=prefetch,
        )
        consumer.consume()

    @property
    def active(self) -> bool:
        """Whether this is the queue's active consumer; RabbitMQ does not tell, so there the first message does."""
        holds = getattr(self._channel, "holds", None)
        return self._received or bool(holds and holds(self._queue))

    def gather(self) -> Batch:
        """What waits, in order of arrival, up to the prefetch; an empty batch after 0.1 s without a message."""
        opened = 0.0
        wait = LINGER if self._waiting else IDLE_WAIT
        while len(self._waiting) < self._prefetch and self._drain(wait):
            opened = opened or time.monotonic()
            wait = LINGER
            if time.monotonic() - opened > GATHER_WITHIN:
                break
        self._received = self._received or bool(self._waiting)
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), self._prefetch))]

    def settle(self, batch: Batch, unreadable: Collection[int]) -> None:
        """Reject the unreadable to the dead-letter exchange, then acknowledge all others at once."""
        with faults_as_away(self._connection):
            for index in sorted(set(unreadable)):
                batch[index].reject(requeue=False)
            readable = [message for index, message in enumerate(batch) if index not in unreadable]
            if readable:
                readable[-1].ack(multiple=True)

    @contextmanager
    def keeping_alive(self) -> Iterator[None]:
        """For the length of the block, which may be long, the broker is told that its consumer lives."""
        if not self._connection.supports_heartbeats:
            yield
            return
        over = threading.Event()
        thread = threading.Thread(target=self._beat, args=(over,), name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def rest(self, seconds: float, stop: threading.Event) -> None:
        """Let time pass with the batch in hand and the heartbeat on; ends early when `stop` is set."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not stop.is_set():
            self._drain(min(left, IDLE_WAIT))

    def _drain(self, timeout: float) -> bool:
        with faults_as_away(self._connection):
            try:
                self._connection.drain_events(timeout=timeout)
                drained = True
            except TimeoutError:
                drained = False
            # Only after reading: what came during a long handling says that the broker lives.
            if self._connection.supports_heartbeats and time.monotonic() > self._next_heartbeat:
                self._connection.heartbeat_check()
                self._next_heartbeat = time.monotonic() + HEARTBEAT_EVERY
            return drained

    def _beat(self, over: threading.Event) -> None:
        # Nobody else touches the connection meanwhile. Not `heartbeat_check`: it would miss what nobody reads now.
        while not over.wait(self._connection.heartbeat / 3):
            with suppress(*self._connection.connection_errors):
                self._connection.connection.send_heartbeat()
