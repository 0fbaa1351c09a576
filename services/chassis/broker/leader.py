"""Whether a queue of RabbitMQ still has a leader: without one it is there, empty to whoever asks, and answers nobody.

So it is after its only node died within about a second of its declaration, or when most nodes of its cluster are gone.
"""

from collections.abc import Sequence

from kombu.connection import Connection

from services.chassis.broker.address import addresses
from services.chassis.broker.clients import CONNECT_WITHIN, for_kombu
from services.chassis.broker.connection import EMBEDDED, BrokerAway

ANSWER_WITHIN_S = 5.0


def leaderless(url: str, queues: Sequence[str]) -> list[str]:
    """Those of these queues that do not answer a consumer within 5 s. Ask for queues alone that nobody consumes.

    What one of the others delivers in that moment goes back to its place. The embedded broker's have no leader to lose.
    """
    return [] if url.startswith(EMBEDDED) else [queue for queue in queues if not _answers(url, queue)]


def _answers(url: str, queue: str) -> bool:
    # kombu, because it has a time-out for each answer; pika's blocking connection would wait for ever.
    connection = _connected(url)
    try:
        channel = connection.channel()
        channel.basic_qos(0, 1, False)
        channel.basic_consume(queue, callback=_leave)
    except TimeoutError:
        return False
    except connection.connection_errors + connection.channel_errors as problem:
        raise BrokerAway(str(problem)) from problem
    finally:
        # Dropped, not closed: what was delivered goes back.
        connection.collect()
    return True


def _leave(_message: object) -> None:
    """Nothing is done with it, nor acknowledged."""


def _connected(url: str) -> Connection:
    """A connection to the first node that answers, with a shorter patience than a consumer's."""
    limits = {"read_timeout": ANSWER_WITHIN_S, "write_timeout": ANSWER_WITHIN_S}
    # No heartbeat: the broker's own would pass for an answer.
    given = {"heartbeat": 0, "transport_options": limits}
    problem: Exception | None = None
    for node in addresses(url):
        connection = Connection(**for_kombu(node) | given)
        try:
            connection.ensure_connection(
                max_retries=1,
                interval_start=0,
                interval_step=0,
                reraise_as_library_errors=False,
                timeout=CONNECT_WITHIN,
            )
        except connection.connection_errors as error:
            problem = error
        else:
            return connection
    raise BrokerAway(str(problem)) from problem
