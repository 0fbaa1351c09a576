"""The broker as the suite itself uses it: any bytes to the exchange or to one queue, what waits, what is dead."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

import amqp

from services.chassis.broker.embedded import letters
from services.chassis.broker.embedded.letters import Letter
from services.chassis.broker.embedded.store import Store
from services.chassis.broker.topology import DEAD, EVENTS
from tests.servers.process import LOOPBACK
from tests.servers.rabbitmq import RabbitMQ

PATIENCE_S = 10.0
MOST_DEAD = 10_000


class Post(Protocol):
    """What each broker can do for the suite. Any call may raise `OSError` while the broker is away."""

    def publish(self, messages: Sequence[tuple[str, bytes]]) -> int:
        """To the exchange of events, each under its key, in order; how many the broker has confirmed."""

    def put(self, queue: str, body: bytes) -> None:
        """Into one queue alone, confirmed."""

    def waiting(self) -> int:
        """How many messages the services have still to acknowledge or to take."""

    def dead(self) -> list[bytes]:
        """What lies in the dead-letter queue, and stays there."""


class RabbitPost:
    def __init__(self, server: RabbitMQ) -> None:
        self._server = server

    def publish(self, messages: Sequence[tuple[str, bytes]]) -> int:
        with self._channel() as channel:
            for key, body in messages:
                channel.basic_publish_confirm(_durable(body), EVENTS, key, confirm_timeout=PATIENCE_S)
        return len(messages)

    def put(self, queue: str, body: bytes) -> None:
        with self._channel() as channel:
            channel.basic_publish_confirm(_durable(body), "", queue, confirm_timeout=PATIENCE_S)

    def waiting(self) -> int:
        told = self._server.control("--formatter", "json", "list_queues", "name", "messages")
        return sum(one["messages"] for one in json.loads(told) if one["name"] != DEAD)

    def dead(self) -> list[bytes]:
        found: list[bytes] = []
        with self._channel() as channel:
            while len(found) < MOST_DEAD and (message := channel.basic_get(DEAD)):
                found.append(_bytes(message.body))
            # Closing without an acknowledgement puts them back.
        return found

    @contextmanager
    def _channel(self) -> Iterator[amqp.Channel]:
        limits = {"connect_timeout": 3, "read_timeout": PATIENCE_S, "write_timeout": PATIENCE_S}
        connection = amqp.Connection(host=f"{LOOPBACK}:{self._server.port}", confirm_publish=True, **limits)
        try:
            connection.connect()
            yield connection.channel()
        except amqp.exceptions.AMQPError as problem:
            raise OSError(str(problem)) from problem
        finally:
            connection.collect()


class EmbeddedPost:
    def __init__(self, path: Path) -> None:
        self._path = path

    def publish(self, messages: Sequence[tuple[str, bytes]]) -> int:
        sent = [Letter(key, _properties(), body) for key, body in messages]
        with closing(Store(self._path, PATIENCE_S)) as store:
            return sum(letters.publish(store, EVENTS, sent, patience=PATIENCE_S))

    def put(self, queue: str, body: bytes) -> None:
        with closing(Store(self._path, PATIENCE_S)) as store:
            assert letters.publish(store, "", [Letter(queue, _properties(), body)], patience=PATIENCE_S) == [True]

    def waiting(self) -> int:
        return int(self._ask("SELECT count(*) FROM message WHERE queue <> ?")[0][0])

    def dead(self) -> list[bytes]:
        return [_bytes(row[0]) for row in self._ask("SELECT body FROM message WHERE queue = ?")]

    def _ask(self, statement: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=PATIENCE_S)) as connection:
            return connection.execute(statement, (DEAD,)).fetchall()


def _durable(body: bytes) -> amqp.Message:
    return amqp.Message(body, delivery_mode=2, content_type="application/cloudevents+json", content_encoding="utf-8")


def _properties() -> str:
    return json.dumps({"content_type": "application/cloudevents+json", "content_encoding": "utf-8", "headers": {},
                       "properties": {"delivery_mode": 2}})  # fmt: skip


def _bytes(body: object) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body)  # type: ignore[call-overload, no-any-return]
