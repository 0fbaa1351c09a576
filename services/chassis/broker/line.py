"""One connection to RabbitMQ with confirms, run by pika's loop on a thread of its own, so that heartbeats go on."""

import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import structlog
from pika import BasicProperties, ConnectionParameters
from pika.adapters.select_connection import IOLoop

from services.chassis.broker.clients import Droppable, reason
from services.chassis.broker.confirms import Confirms
from services.chassis.broker.connection import BrokerAway
from services.chassis.broker.message import CONTENT_ENCODING, CONTENT_TYPE, PERSISTENT, Message

# How long a polite goodbye may take, and then how long the loop may take to drop the socket.
CLOSE_WITHIN = 1.0
DROP_WITHIN = 1.0

log = structlog.get_logger()


class Line:
    """A connection for one thread's batches. It serves until its first trouble, and is then dropped.

    The loop's thread owns everything of pika's; the publisher's thread hands work over and waits, with a time-out.
    """

    def __init__(self, nodes: Sequence[ConnectionParameters], exchange: str) -> None:
        self._untried = list(nodes)
        self._exchange = exchange
        self._loop = IOLoop()
        self._opened = threading.Event()
        self._problem: str | None = None
        self._confirms: Confirms | None = None
        self._connection: Any = None
        self._channel: Any = None
        self._sent = 0
        self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)

    @property
    def usable(self) -> bool:
        return self._opened.is_set() and self._problem is None

    def open(self, until: float) -> None:
        """Connect to the first node that answers. Raises `BrokerAway` when none did by `until`."""
        self._thread.start()
        if not self._opened.wait(max(until - time.monotonic(), 0)):
            self._fail("no connection in time")
        if self._problem:
            raise BrokerAway(self._problem)

    def send(self, batch: Sequence[Message]) -> Confirms:
        """Hand a batch over; its confirms come as the broker tells them."""
        confirms = Confirms(self._sent + 1, [message.id for message in batch])
        self._sent += len(batch)
        self._confirms = confirms
        self._loop.add_callback_threadsafe(partial(self._publish, batch))
        if self._problem:
            confirms.fail(self._problem)
        return confirms

    def close(self) -> None:
        """Say goodbye, and drop the socket when no answer comes."""
        self._leave(self._close)

    def drop(self) -> None:
        """Close the socket. What the broker has read of a batch it keeps; nothing more is heard of it."""
        self._leave(self._drop)

    def _leave(self, how: Callable[[], None]) -> None:
        self._loop.add_callback_threadsafe(how)
        self._thread.join(CLOSE_WITHIN + 2 * DROP_WITHIN)
        if self._thread.is_alive():
            log.error("a publisher's connection does not end")

    def _run(self) -> None:
        try:
            self._try_next()
            self._loop.start()
        except Exception as problem:
            log.exception("publisher's connection failed")
            self._fail(repr(problem))
            self._drop()
            self._loop.start()
        finally:
            self._loop.close()

    def _try_next(self) -> None:
        node = self._untried.pop(0)
        self._connection = Droppable(node, self._connected, self._refused, self._lost, custom_ioloop=self._loop)

    def _refused(self, _connection: Any, problem: BaseException) -> None:
        if self._untried and not self._problem:
            self._try_next()
        else:
            self._fail(reason(problem))
            self._loop.stop()

    def _connected(self, connection: Any) -> None:
        connection.channel(on_open_callback=self._channel_opened)

    def _channel_opened(self, channel: Any) -> None:
        self._channel = channel
        channel.add_on_close_callback(self._channel_lost)
        channel.add_on_return_callback(self._returned)
        channel.confirm_delivery(self._told, lambda _: self._opened.set())

    def _publish(self, batch: Sequence[Message]) -> None:
        if self._problem:
            return
        for message in batch:
            properties = BasicProperties(
                content_type=CONTENT_TYPE,
                content_encoding=CONTENT_ENCODING,
                delivery_mode=PERSISTENT,
                message_id=message.id,
            )
            self._channel.basic_publish(self._exchange, message.routing_key, message.body, properties, mandatory=True)

    def _told(self, frame: Any) -> None:
        if self._confirms is not None:
            tell = self._confirms.acked if frame.method.NAME == "Basic.Ack" else self._confirms.nacked
            tell(frame.method.delivery_tag, frame.method.multiple)

    def _returned(self, _channel: Any, _method: Any, properties: Any, _body: bytes) -> None:
        if self._confirms is not None:
            self._confirms.returned(properties.message_id)

    def _channel_lost(self, _channel: Any, problem: BaseException) -> None:
        self._fail(reason(problem))

    def _lost(self, _connection: Any, problem: BaseException) -> None:
        self._fail(reason(problem))
        self._loop.stop()

    def _fail(self, problem: str) -> None:
        self._problem = self._problem or problem
        self._opened.set()
        if self._confirms is not None:
            self._confirms.fail(self._problem)

    def _close(self) -> None:
        self._problem = self._problem or "closed"
        if self._connection.is_open:
            self._connection.close()
            self._loop.call_later(CLOSE_WITHIN, self._drop)
        else:
            self._drop()

    def _drop(self) -> None:
        self._problem = self._problem or "dropped"
        self._loop.call_later(DROP_WITHIN, self._loop.stop)
        if self._connection is None or self._connection.is_closed:
            self._loop.stop()
        else:
            self._connection.drop()
