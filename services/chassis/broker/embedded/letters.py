"""Messages as rows of the embedded broker: putting them into queues, and into the dead-letter place with the reason."""

import json
import math
import time
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from services.chassis.broker.embedded.routing import queue_arguments, router
from services.chassis.broker.embedded.store import Store

INSERT = "INSERT INTO message (queue, exchange, routing_key, properties, body) VALUES (?, ?, ?, ?, ?)"
SELECT = """SELECT id, exchange, routing_key, properties, body, deliveries FROM message
            WHERE queue = ? AND id IN (SELECT value FROM json_each(?)) ORDER BY id"""
DELETE = "DELETE FROM message WHERE queue = ? AND id IN (SELECT value FROM json_each(?))"
COUNT = """UPDATE message SET deliveries = deliveries + 1
           WHERE queue = ? AND id IN (SELECT value FROM json_each(?)) RETURNING id, deliveries"""


class Letter(NamedTuple):
    """What is sent. `properties` is a JSON object: `content_type`, `content_encoding`, `headers`, `properties`."""

    routing_key: str
    properties: str
    body: bytes


class Row(NamedTuple):
    """What is kept, once for each queue. `deliveries` counts how often it came back."""

    id: int
    exchange: str
    routing_key: str
    properties: str
    body: bytes
    deliveries: int


def publish(store: Store, exchange: str, letters: Sequence[Letter], patience: float | None = None) -> list[bool]:
    """Put all letters into all matching queues in one transaction; says of each whether it found a queue.

    On return they are on the disk; on an error none is in any queue. A second call sends a second time.
    """
    with store.transaction(durable=True, patience=patience):
        route = router(store, exchange)
        rows = [(queue, exchange, *letter) for letter in letters for queue in route(letter.routing_key)]
        store.run_many(INSERT, rows)
        return [bool(route(letter.routing_key)) for letter in letters]


def remove(store: Store, queue: str, ids: Collection[int]) -> None:
    """Forget messages that are dealt with. After a power cut some may come back, as on any broker."""
    with store.transaction(durable=False):
        store.run(DELETE, queue, json.dumps(list(ids)))


def count_return(store: Store, queue: str, ids: Collection[int]) -> None:
    """Count that messages came back from a consumer, and bury those that did so more often than the queue allows."""
    if not ids:
        return
    with store.transaction(durable=False):
        counted = store.run(COUNT, queue, json.dumps(list(ids)))
        limit = (queue_arguments(store, queue) or {}).get("x-delivery-limit", math.inf)
        _move_to_dead(store, queue, [row for row, deliveries in counted if deliveries > limit], "delivery_limit")


def bury(store: Store, queue: str, ids: Collection[int], reason: str) -> None:
    """Move messages to the queue's dead-letter exchange, in one transaction, with AMQP's `x-death` headers.

    Without such an exchange they are dropped, as AMQP does. When the exchange leads nowhere they stay where they are
    and come again to the next consumer (AMQP's at-least-once strategy).
    """
    with store.transaction(durable=False):
        _move_to_dead(store, queue, ids, reason)


def _move_to_dead(store: Store, queue: str, ids: Collection[int], reason: str) -> None:
    if not ids:
        return
    dead = (queue_arguments(store, queue) or {}).get("x-dead-letter-exchange")
    leaving = list(ids)
    if dead is not None:
        route = router(store, dead)
        rows = [Row._make(row) for row in store.run(SELECT, queue, json.dumps(leaving))]
        moves = [(target, row) for row in rows for target in route(row.routing_key)]
        letters = [(to, dead, row.routing_key, _with_death(row, queue, reason), row.body) for to, row in moves]
        store.run_many(INSERT, letters)
        leaving = [row.id for _, row in moves]
    store.run(DELETE, queue, json.dumps(leaving))


def _with_death(row: Row, queue: str, reason: str) -> str:
    properties: dict[str, Any] = json.loads(row.properties)
    headers: dict[str, Any] = properties.setdefault("headers", {})
    death = {"queue": queue, "reason": reason, "exchange": row.exchange, "routing-keys": [row.routing_key]}
    headers["x-death"] = [death | {"count": 1, "time": int(time.time())}, *headers.get("x-death", [])]
    for name in ("queue", "reason", "exchange"):
        headers.setdefault(f"x-first-death-{name}", death[name])
    return json.dumps(properties)
