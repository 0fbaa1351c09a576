"""Queues emptied, for an operator who restored what their readers knew: what waits in them was told by another past."""

from collections.abc import Sequence

from services.chassis.broker.asking import asking
from services.chassis.broker.connection import EMBEDDED, embedded_store


def empty(url: str, queues: Sequence[str]) -> None:
    """Throw away what waits in these queues, which must be there and consumed by nobody. Raises `BrokerAway`."""
    if url.startswith(EMBEDDED):
        with embedded_store(url) as store, store.transaction(durable=True):
            for queue in queues:
                store.run("DELETE FROM message WHERE queue = ?", queue)
        return
    with asking(url) as connection:
        channel = connection.channel()
        for queue in queues:
            channel.queue_purge(queue)
