"""Publishing with confirms: a batch goes out, and the ids that are safe come back."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Protocol

from services.chassis.broker.address import AMQP
from services.chassis.broker.connection import EMBEDDED, BrokerAway, embedded_path, unsupported
from services.chassis.broker.embedded import letters
from services.chassis.broker.embedded.letters import Letter
from services.chassis.broker.embedded.store import Store
from services.chassis.broker.message import CONTENT_ENCODING, CONTENT_TYPE, PERSISTENT, Message
from services.chassis.broker.pipelined import PipelinedPublisher
from services.chassis.broker.topology import EVENTS


class Publisher(Protocol):
    """One connection to the broker, for one thread."""

    def publish(self, batch: Sequence[Message], timeout: float) -> set[str]:
        """Send a batch in order, within `timeout` seconds; returns the ids that are durable in all matching queues.

        An id whose key no queue is bound to is not among them. Raises `BrokerAway`, on RabbitMQ also where nothing is
        declared: then any of the batch may have arrived, and sending it again is right. A second call sends a second
        time.
        """

    def close(self) -> None:
        """Let the connection go. A second call does nothing."""


class EmbeddedPublisher:
    """The `Publisher` of the embedded broker: a batch is one transaction and its commit the confirm, so all or none
    go."""

    def __init__(self, url: str) -> None:
        self._path = embedded_path(url)
        self._store: Store | None = None

    def publish(self, batch: Sequence[Message], timeout: float) -> set[str]:
        sent = [Letter(message.routing_key, _properties(message.id), message.body) for message in batch]
        try:
            store = self._store = self._store or Store(self._path, timeout)
            routed = letters.publish(store, EVENTS, sent, patience=timeout)
        except (sqlite3.Error, OSError) as problem:
            self.close()
            raise BrokerAway(f"{self._path}: {problem}") from problem
        return {message.id for message, found in zip(batch, routed, strict=True) if found}

    def close(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None


def open_publisher(url: str) -> Publisher:
    """The publisher for a broker's URL; it connects with the first batch. `ValueError` when its scheme has none."""
    if url.startswith(EMBEDDED):
        return EmbeddedPublisher(url)
    if url.startswith(AMQP):
        return PipelinedPublisher(url)
    raise unsupported(url)


def _properties(message_id: str) -> str:
    properties = {"message_id": message_id, "delivery_mode": PERSISTENT}
    kept = {"content_type": CONTENT_TYPE, "content_encoding": CONTENT_ENCODING, "headers": {}, "properties": properties}
    return json.dumps(kept)
