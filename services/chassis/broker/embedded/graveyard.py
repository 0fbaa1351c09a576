"""Dead letters as rows of the embedded broker's file, for an operator: nobody consumes them, so nobody is asked."""

import json
from collections.abc import Sequence
from typing import Any

from services.chassis.broker.deadletter import DeadLetter, dead_letter
from services.chassis.broker.embedded.letters import INSERT, Row
from services.chassis.broker.embedded.routing import queue_arguments
from services.chassis.broker.embedded.store import Store

ALL = """SELECT id, exchange, routing_key, properties, body, deliveries FROM message WHERE queue = ? ORDER BY id"""
TAKE = "DELETE FROM message WHERE id IN (SELECT value FROM json_each(?)) RETURNING id"
DEATH = ("x-death", "x-first-death-queue", "x-first-death-reason", "x-first-death-exchange")


def letters(store: Store, queue: str) -> Sequence[tuple[Row, DeadLetter]]:
    """All messages of the queue, the oldest first."""
    rows = [Row._make(row) for row in store.run(ALL, queue)]
    return [(row, _letter(row)) for row in rows]


def put_back(store: Store, row: Row, queue: str) -> bool:
    """Move a message to the end of a queue, as if it had never died, in one transaction.

    False, with nothing done, when there is no such queue or the message is gone.
    """
    with store.transaction(durable=True):
        if queue_arguments(store, queue) is None or not store.run(TAKE, json.dumps([row.id])):
            return False
        store.run_many(INSERT, [(queue, "", queue, _without_death(row), row.body)])
        return True


def forget(store: Store, ids: Sequence[int]) -> None:
    with store.transaction(durable=True):
        store.run(TAKE, json.dumps(list(ids)))


def _letter(row: Row) -> DeadLetter:
    kept: dict[str, Any] = json.loads(row.properties)
    message_id = (kept.get("properties") or {}).get("message_id")
    return dead_letter(message_id, kept.get("headers") or {}, row.body)


def _without_death(row: Row) -> str:
    kept: dict[str, Any] = json.loads(row.properties)
    kept["headers"] = {name: value for name, value in (kept.get("headers") or {}).items() if name not in DEATH}
    return json.dumps(kept)
