"""Publishing to RabbitMQ: a whole batch goes out, then its confirms are waited for, on a connection of pika's."""

import time
from collections.abc import Sequence

from services.chassis.broker.address import addresses
from services.chassis.broker.clients import for_pika
from services.chassis.broker.connection import BrokerAway
from services.chassis.broker.line import Line
from services.chassis.broker.message import Message
from services.chassis.broker.topology import EVENTS


class PipelinedPublisher:
    """The `Publisher` of RabbitMQ. A connection on which anything went wrong is dropped and never used again: a late
    confirm on it would be taken for another's."""

    def __init__(self, url: str, exchange: str = EVENTS) -> None:
        self._exchange = exchange
        self._nodes = [for_pika(node) for node in addresses(url)]
        self._line: Line | None = None

    def publish(self, batch: Sequence[Message], timeout: float) -> set[str]:
        """See `Publisher`. What RabbitMQ refuses (nacks) is an error of the whole batch: sent alone later, it would
        come after what follows it."""
        until = time.monotonic() + timeout
        try:
            confirms = self._connected(until).send(batch)
            if not confirms.over.wait(max(until - time.monotonic(), 0)):
                confirms.fail(f"no confirm within {timeout:g} s")
            if confirms.problem or confirms.refused:
                raise BrokerAway(confirms.problem or f"{confirms.refused} messages were refused")
        except BrokerAway:
            self._drop()
            raise
        return confirms.safe

    def close(self) -> None:
        """Let the connection go, within 2 s whatever the network does. A second call does nothing."""
        line, self._line = self._line, None
        if line is not None:
            line.close()

    def _connected(self, until: float) -> Line:
        if self._line is not None and not self._line.usable:
            self._drop()
        if self._line is None:
            self._line = Line(self._nodes, self._exchange)
            self._line.open(until)
        return self._line

    def _drop(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            line.drop()
        # The next attempt begins with another node, so that a frozen one costs its time-out once.
        self._nodes = self._nodes[1:] + self._nodes[:1]
