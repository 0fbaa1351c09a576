"""Which exchanges, queues and bindings there are: declared once at set-up, and checked without changing anything."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import Any

from kombu.entity import Exchange, Queue

from services.chassis.broker.connection import connect, faults_as_away

EVENTS = "reserve.events"
DEAD = "reserve.dead"
# RabbitMQ 3.10 loses a quorum queue for ever when its only node dies within about a second of the declaration.
SETTLE = 2.0
DELIVERY_LIMIT = 1000

Bindings = Mapping[str, Sequence[str]]


def queue_name(service: str) -> str:
    return f"reserve.{service}"


def declare(url: str, bindings: Bindings, known: Collection[str] = (), settle: float | None = None) -> None:
    """Make the broker as listed: `{"warehouse": ["intake.request.granted"], "portal": ["#"]}`, service to routing keys.

    Called by set-up alone. A second call changes nothing; messages that wait stay. Bindings of these queues that are no
    longer listed are removed; RabbitMQ tells nobody its bindings, so there it is those to `known` keys, to `#` and to
    any key of the list. New queues on RabbitMQ cost a wait of 2 s. Raises `BrokerAway`, also when something exists with
    other arguments.
    """
    with _opened(url) as connection:
        fresh = bool(list(_absent(connection, bindings)))
        channel = connection.default_channel
        for entity in _entities(bindings):
            entity(channel).declare()
        perhaps = {"#", *known, *chain.from_iterable(bindings.values())}
        for service, keys in bindings.items():
            queue = Queue(queue_name(service))(channel)
            for key in keys:
                queue.bind_to(Exchange(EVENTS), key)
            for key in sorted((_bound(channel, service) if _lists(channel) else perhaps) - set(keys)):
                queue.unbind_from(Exchange(EVENTS), key)
        if fresh and connection.transport.driver_type == "amqp":
            time.sleep(SETTLE if settle is None else settle)


def missing(url: str, bindings: Bindings) -> list[str]:
    """What is not as `declare` would leave it, a line each; empty when all is well. Changes nothing: anyone may ask.

    On RabbitMQ it is looked only whether exchanges and queues are there. Their arguments: see `differing`. A binding
    that is missing is told by the relay, whose messages come back. Raises `BrokerAway`.
    """
    with _opened(url) as connection:
        lines = list(_absent(connection, bindings))
        channel = connection.channel()
        if _lists(channel):
            for service, keys in bindings.items():
                bound = _bound(channel, service)
                lines += [f"binding of {queue_name(service)} to {key} is missing" for key in sorted(set(keys) - bound)]
                lines += [f"binding of {queue_name(service)} to {key} is too many" for key in sorted(bound - set(keys))]
        return lines


def differing(url: str, bindings: Bindings) -> list[str]:
    """What exists with other arguments than `declare` gives, a line each. For the operator, who may declare.

    AMQP compares arguments where something is declared, and nowhere else: what is deleted in the middle of this would
    be made anew, without its bindings. Raises `BrokerAway`.
    """
    with _opened(url) as connection:
        absent = set(_absent(connection, bindings))
        there = [entity for entity in _entities(bindings) if f"{_title(entity)} is missing" not in absent]
        refused = [entity for entity in there if not _accepted(connection, partial(_declare, entity))]
        return [f"{_title(entity)} has other arguments" for entity in refused]


def _entities(bindings: Bindings) -> Iterator[Any]:
    dead = Exchange(DEAD, type="fanout", durable=True)
    yield Exchange(EVENTS, type="topic", durable=True)
    yield dead
    yield Queue(DEAD, exchange=dead, durable=True, queue_arguments={"x-queue-type": "quorum"})
    for service in bindings:
        yield Queue(queue_name(service), durable=True, queue_arguments=_arguments())


def _arguments() -> dict[str, Any]:
    return {
        "x-queue-type": "quorum",
        "x-single-active-consumer": True,
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": DEAD,
        "x-dead-letter-strategy": "at-least-once",
        "x-overflow": "reject-publish",
    }


def _absent(connection: Any, bindings: Bindings) -> Iterator[str]:
    for entity in _entities(bindings):
        if not _accepted(connection, partial(_declare, entity, passive=True)):
            yield f"{_title(entity)} is missing"


def _title(entity: Any) -> str:
    return f"{type(entity).__name__.lower()} {entity.name}"


def _declare(entity: Any, channel: Any, passive: bool = False) -> None:
    if isinstance(entity, Queue):
        entity(channel).queue_declare(passive=passive)
    else:
        entity(channel).declare(passive=passive)


def _accepted(connection: Any, ask: Callable[[Any], None]) -> bool:
    # A refusal closes an AMQP channel, so every question has its own.
    channel = connection.channel()
    try:
        ask(channel)
    except connection.channel_errors:
        return False
    channel.close()
    return True


def _lists(channel: Any) -> bool:
    return hasattr(channel, "list_bindings")


def _bound(channel: Any, service: str) -> set[str]:
    here = (queue_name(service), EVENTS)
    return {key for queue, exchange, key in channel.list_bindings() if (queue, exchange) == here}


@contextmanager
def _opened(url: str) -> Iterator[Any]:
    connection = connect(url)
    try:
        with faults_as_away(connection):
            yield connection
    finally:
        connection.collect()
