"""Where a message goes on the embedded broker: exchanges, queues and bindings as rows, matched as AMQP does."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from services.chassis.broker.embedded.store import Store

KINDS = ("direct", "fanout", "topic")


@lru_cache(maxsize=4096)
def _topic_pattern(binding_key: str) -> re.Pattern[str]:
    # Every word carries its own dot, so that a `#` that stands for no word at all leaves no dot behind.
    meaning = {"*": r"[^.]*\.", "#": r"(?:[^.]*\.)*"}
    words = binding_key.split(".") if binding_key else []
    return re.compile("".join(meaning.get(word, re.escape(word) + r"\.") for word in words))


def topic_matches(binding_key: str, routing_key: str) -> bool:
    """AMQP's rule: `*` stands for exactly one word, `#` for any number of them, none included."""
    return _topic_pattern(binding_key).fullmatch(f"{routing_key}." if routing_key else "") is not None


def declare_exchange(store: Store, name: str, kind: str) -> None:
    """Keep an exchange; a second call changes nothing. `ValueError` when it exists with another kind."""
    if kind not in KINDS:
        raise ValueError(f"exchange {name}: kind {kind} is not one of {', '.join(KINDS)}")
    with store.transaction(durable=True):
        store.run("INSERT INTO exchange VALUES (?, ?) ON CONFLICT DO NOTHING", name, kind)
        if exchange_kind(store, name) != kind:
            raise ValueError(f"exchange {name} exists with another kind")


def exchange_kind(store: Store, name: str) -> str | None:
    found = store.run("SELECT kind FROM exchange WHERE name = ?", name)
    return found[0][0] if found else None


def declare_queue(store: Store, name: str, arguments: Mapping[str, Any]) -> None:
    """Keep a queue; a second call changes nothing. `ValueError` when it exists with other arguments."""
    with store.transaction(durable=True):
        store.run("INSERT INTO queue VALUES (?, ?) ON CONFLICT DO NOTHING", name, json.dumps(dict(arguments)))
        if queue_arguments(store, name) != dict(arguments):
            raise ValueError(f"queue {name} exists with other arguments")


def queue_arguments(store: Store, name: str) -> dict[str, Any] | None:
    """The arguments a queue was declared with; None when there is no such queue."""
    found = store.run("SELECT arguments FROM queue WHERE name = ?", name)
    return json.loads(found[0][0]) if found else None


def bind(store: Store, queue: str, exchange: str, key: str) -> None:
    with store.transaction(durable=True):
        store.run("INSERT INTO binding VALUES (?, ?, ?) ON CONFLICT DO NOTHING", queue, exchange, key)


def unbind(store: Store, queue: str, exchange: str, key: str) -> None:
    with store.transaction(durable=True):
        store.run("DELETE FROM binding WHERE queue = ? AND exchange = ? AND routing_key = ?", queue, exchange, key)


def bindings(store: Store) -> Iterator[tuple[str, str, str]]:
    """Every binding as (queue, exchange, routing key)."""
    yield from store.run("SELECT queue, exchange, routing_key FROM binding")


def router(store: Store, exchange: str) -> Callable[[str], tuple[str, ...]]:
    """A function from routing key to queues, true for the bindings of this moment: make one inside each transaction."""
    kind = exchange_kind(store, exchange)
    rows = store.run("SELECT queue, routing_key FROM binding WHERE exchange = ? ORDER BY queue", exchange)

    @cache
    def route(routing_key: str) -> tuple[str, ...]:
        if not exchange:
            return (routing_key,) if queue_arguments(store, routing_key) is not None else ()
        return tuple(dict.fromkeys(queue for queue, key in rows if _leads(kind, key, routing_key)))

    return route


def _leads(kind: str | None, binding_key: str, routing_key: str) -> bool:
    if kind == "topic":
        return topic_matches(binding_key, routing_key)
    return kind == "fanout" or binding_key == routing_key
