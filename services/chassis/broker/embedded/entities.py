"""The half of the embedded broker's channel that declares: exchanges, queues and bindings, as kombu calls for them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

from kombu.exceptions import ChannelError

from services.chassis.broker.embedded import routing
from services.chassis.broker.embedded.store import Store


class QueueDeclared(NamedTuple):
    """AMQP's declare-ok. `message_count` counts what waits and what a consumer holds."""

    queue: str
    message_count: int
    consumer_count: int


class Entities:
    """Declaring twice is harmless; declaring differently, or naming what does not exist, is a `ChannelError`.

    All is durable and on the disk on return. AMQP's `exclusive` and `auto_delete` have no meaning here.
    """

    store: Store

    def exchange_declare(
        self,
        exchange: str,
        type: str = "direct",  # noqa: A002  kombu calls it so
        *,
        passive: bool = False,
        **_ignored: object,
    ) -> None:
        if passive:
            self._must_exist("exchange", exchange, routing.exchange_kind(self.store, exchange))
            return
        try:
            routing.declare_exchange(self.store, exchange, type)
        except ValueError as problem:
            refuse(406, f"PRECONDITION_FAILED - {problem}", "Exchange.declare", problem)

    def exchange_delete(self, exchange: str, **_ignored: object) -> None:
        with self.store.transaction(durable=True):
            self.store.run("DELETE FROM binding WHERE exchange = ?", exchange)
            self.store.run("DELETE FROM exchange WHERE name = ?", exchange)

    def queue_declare(
        self, queue: str, *, passive: bool = False, arguments: Mapping[str, Any] | None = None, **_ignored: object
    ) -> QueueDeclared:
        if passive:
            self._must_exist("queue", queue, routing.queue_arguments(self.store, queue))
        else:
            try:
                routing.declare_queue(self.store, queue, arguments or {})
            except ValueError as problem:
                refuse(406, f"PRECONDITION_FAILED - {problem}", "Queue.declare", problem)
        return QueueDeclared(queue, self._size(queue), 0)

    def queue_bind(self, queue: str, exchange: str, routing_key: str = "", **_ignored: object) -> None:
        self._must_exist("queue", queue, routing.queue_arguments(self.store, queue))
        self._must_exist("exchange", exchange, routing.exchange_kind(self.store, exchange))
        routing.bind(self.store, queue, exchange, routing_key)

    def queue_unbind(self, queue: str, exchange: str, routing_key: str = "", **_ignored: object) -> None:
        routing.unbind(self.store, queue, exchange, routing_key)

    def queue_delete(self, queue: str, **_ignored: object) -> int:
        with self.store.transaction(durable=True):
            waiting = self._size(queue)
            self.store.run("DELETE FROM binding WHERE queue = ?", queue)
            self.store.run("DELETE FROM message WHERE queue = ?", queue)
            self.store.run("DELETE FROM queue WHERE name = ?", queue)
        return waiting

    def list_bindings(self) -> Iterator[tuple[str, str, str]]:
        """Every binding as (queue, exchange, routing key); AMQP itself has no such question."""
        return routing.bindings(self.store)

    def _size(self, queue: str) -> int:
        found: int = self.store.run("SELECT count(*) FROM message WHERE queue = ?", queue)[0][0]
        return found

    def _must_exist(self, what: str, name: str, found: object) -> None:
        if found is None:
            refuse(404, f"NOT_FOUND - no {what} '{name}'", f"{what.capitalize()}.declare")


def refuse(code: int, text: str, method: str, cause: Exception | None = None) -> NoReturn:
    """Raise the error that a broker would close the channel with."""
    raise ChannelError(text, (0, 0), method, str(code)) from cause
