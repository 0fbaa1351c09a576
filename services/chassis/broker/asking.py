"""Asking RabbitMQ one thing after the other, for an operator: pika's blocking connection, for the length of a block."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from pika import BlockingConnection
from pika.exceptions import AMQPError

from services.chassis.broker.address import addresses
from services.chassis.broker.clients import for_pika
from services.chassis.broker.connection import BrokerAway


@contextmanager
def asking(url: str) -> Iterator[Any]:
    """An open connection to the first node that answers.

    Whatever goes wrong with it within the block is raised as `BrokerAway`; what was not acknowledged goes back to its
    queue, in order.
    """
    try:
        connection = BlockingConnection([for_pika(node) for node in addresses(url)])
        try:
            yield connection
        finally:
            with suppress(AMQPError):
                connection.close()
    except (AMQPError, OSError) as problem:
        raise BrokerAway(str(problem) or type(problem).__name__) from problem
