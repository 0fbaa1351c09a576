"""Which exchanges, queues and bindings there are: declared once at set-up, and checked without changing anything."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
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


def declare(url: str, bindings: Bindings) -> None:
    """Make the broker as listed: `{"warehouse": ["intake.request.granted"], "portal": ["#"]}`, service to routing keys.

    A second call changes nothing; messages that wait stay. Bindings of these queues that are no longer listed are
    removed; on RabbitMQ, which tells nobody its bindings, only those that another service of the list still has. New
    queues on RabbitMQ cost a wait of 2 s. Raises `BrokerAway`, also when something exists with other arguments.
    """
    with _opened(url) as connection:
        fresh = bool(list(_undeclared(connection, bindings)))
        channel = connection.default_channel
        for entity in _entities(bindings):
            entity(channel).declare()
        for service, keys in bindings.items():
            queue = Queue(queue_name(service))(channel)
            for key in keys:
                queue.bind_to(Exchange(EVENTS), key)
            for key in sorted(_bound(channel, service, bindings) - set(keys)):
                queue.unbind_from(Exchange(EVENTS), key)
        if fresh and connection.transport.driver_type == "amqp":
            time.sleep(SETTLE)


def missing(url: str, bindings: Bindings) -> list[str]:
    """What is not as `declare` would leave it, a line each; empty when all is well. Changes nothing.

    On RabbitMQ the bindings themselves cannot be asked for, so exchanges and queues with their arguments are all that
    is looked at. Raises `BrokerAway`.
    """
    with _opened(url) as connection:
        lines = list(_undeclared(connection, bindings))
        channel = connection.channel()
        if hasattr(channel, "list_bindings"):
            for service, keys in bindings.items():
                bound = _bound(channel, service, bindings)
                lines += [f"binding of {queue_name(service)} to {key} is missing" for key in sorted(set(keys) - bound)]
                lines += [f"binding of {queue_name(service)} to {key} is too many" for key in sorted(bound - set(keys))]
        return lines


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


def _undeclared(connection: Any, bindings: Bindings) -> Iterator[str]:
    for entity in _entities(bindings):
        kind = type(entity).__name__.lower()
        if not _accepted(connection, partial(_passively, entity)):
            yield f"{kind} {entity.name} is missing"
        elif not _accepted(connection, partial(_actively, entity)):
            yield f"{kind} {entity.name} has other arguments"


def _passively(entity: Any, channel: Any) -> None:
    if isinstance(entity, Queue):
        entity(channel).queue_declare(passive=True)
    else:
        entity(channel).declare(passive=True)


def _actively(entity: Any, channel: Any) -> None:
    # Declaring what exists changes nothing, and is AMQP's one way to compare arguments.
    if isinstance(entity, Queue):
        entity(channel).queue_declare()
    else:
        entity(channel).declare()


def _accepted(connection: Any, ask: Callable[[Any], None]) -> bool:
    # A refusal closes an AMQP channel, so every question has its own.
    channel = connection.channel()
    try:
        ask(channel)
    except connection.channel_errors:
        return False
    channel.close()
    return True


def _bound(channel: Any, service: str, bindings: Bindings) -> set[str]:
    if not hasattr(channel, "list_bindings"):
        return {key for keys in bindings.values() for key in keys}
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
