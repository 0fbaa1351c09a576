"""How much of a service's queue is not dealt with, asked by the connection on which workers consume."""

from services.chassis.broker.connection import connect, faults_as_away
from services.chassis.broker.topology import queue_name


def depth(url: str, service: str) -> int:
    """How many messages of a service are not yet dealt with: those that wait, and those a consumer holds.

    RabbitMQ tells only those that wait. Raises `BrokerAway`, also when the queue was never declared.
    """
    connection = connect(url)
    try:
        with faults_as_away(connection):
            return int(connection.channel().queue_declare(queue=queue_name(service), passive=True).message_count)
    finally:
        connection.collect()
