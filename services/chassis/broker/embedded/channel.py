"""The AMQP channel that kombu's Producer and Consumer talk to on the embedded broker."""

import json
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from kombu.message import Message
from kombu.transport.base import StdChannel

from services.chassis.broker.embedded import letters, routing
from services.chassis.broker.embedded.deliveries import Deliveries
from services.chassis.broker.embedded.entities import Entities, refuse
from services.chassis.broker.embedded.feed import Feed
from services.chassis.broker.embedded.letters import Letter
from services.chassis.broker.embedded.store import Store

UNLIMITED = 1000


class Subscription(NamedTuple):
    """One consumer of this channel."""

    tag: str
    feed: Feed
    no_ack: bool
    callback: Callable[[Message], object]


class Channel(Entities, StdChannel):
    """What AMQP promises, with these differences: every queue has a single active consumer, whatever its arguments say,
    and keeps it until that one has settled what it holds; `basic_get` finds nothing while another consumer is active.

    For one thread. Closing gives back, in order, all that was not settled.
    """

    def __init__(self, connection: Any, store: Store, channel_id: int) -> None:
        self.connection = connection
        self.store = store
        self.channel_id = channel_id
        self._prefetch = 0
        self._feeds: dict[str, Feed] = {}
        self._subscriptions: dict[str, Subscription] = {}
        self._deliveries = Deliveries(self)
        self._arrived: deque[tuple[Subscription, Message]] = deque()

    def prepare_message(
        self,
        body: bytes | str,
        priority: int | None = None,
        content_type: str | None = None,
        content_encoding: str | None = None,
        headers: dict[str, Any] | None = None,
        properties: dict[str, Any] | None = None,
    ) -> tuple[str, bytes]:
        """A message as it is kept: its properties as JSON, and its body."""
        kept: dict[str, Any] = {"content_type": content_type, "content_encoding": content_encoding}
        kept |= {"headers": headers or {}, "properties": (properties or {}) | {"priority": priority}}
        return json.dumps(kept), body.encode() if isinstance(body, str) else body

    def basic_publish(
        self, message: tuple[str, bytes], exchange: str, routing_key: str, mandatory: bool = False, **_ignored: object
    ) -> None:
        """Keep a message in every queue that matches; on return it is on the disk. One call is one commit."""
        if exchange:
            self._must_exist("exchange", exchange, routing.exchange_kind(self.store, exchange))
        routed = letters.publish(self.store, exchange, [Letter(routing_key, *message)])
        if mandatory and not routed[0]:
            refuse(312, f"NO_ROUTE - no queue of '{exchange}' is bound to '{routing_key}'", "Basic.publish")

    def basic_qos(self, prefetch_size: int = 0, prefetch_count: int = 0, apply_global: bool = False) -> None:
        self._prefetch = prefetch_count

    def basic_consume(
        self, queue: str, no_ack: bool, callback: Callable[[Message], object], consumer_tag: str, **_ignored: object
    ) -> None:
        self._must_exist("queue", queue, routing.queue_arguments(self.store, queue))
        self._subscriptions[consumer_tag] = Subscription(consumer_tag, self._feed(queue), no_ack, callback)

    def basic_cancel(self, consumer_tag: str) -> None:
        """Deliver nothing more to this consumer; what it holds stays its own until it is settled."""
        cancelled = self._subscriptions.pop(consumer_tag, None)
        unread = [message.delivery_tag for subscription, message in self._arrived if subscription == cancelled]
        self._arrived = deque(pair for pair in self._arrived if pair[0] != cancelled)
        self._settle(unread, Feed.give_back)

    def basic_get(self, queue: str, no_ack: bool = False, **_ignored: object) -> Message | None:
        self._must_exist("queue", queue, routing.queue_arguments(self.store, queue))
        feed = self._feed(queue)
        rows = feed.take(1)
        message = self._deliveries.make(feed, rows[0], "") if rows else None
        if message is not None and no_ack:
            self._settle([message.delivery_tag], Feed.settle)
        self._leave_idle()
        return message

    def basic_ack(self, delivery_tag: int, multiple: bool = False) -> None:
        """Forget a message; with `multiple` also all that this channel got before it, in one statement."""
        self._settle(self._deliveries.up_to(delivery_tag) if multiple else [delivery_tag], Feed.settle)

    def basic_reject(self, delivery_tag: int, requeue: bool = False) -> None:
        self._settle([delivery_tag], Feed.give_back if requeue else Feed.reject)

    def basic_recover(self, requeue: bool = True) -> None:
        self._arrived.clear()
        self._settle(self._deliveries.tags(), Feed.give_back)

    def holds(self, queue: str) -> bool:
        """Whether this channel is the queue's active consumer."""
        return queue in self._feeds and self._feeds[queue].active

    def dispatch(self) -> bool:
        """Call back for one message, if any consumer has one; without waiting."""
        if not self._arrived:
            self._fetch()
        if not self._arrived:
            return False
        subscription, message = self._arrived.popleft()
        if subscription.no_ack:
            self._settle([message.delivery_tag], Feed.settle)
        subscription.callback(message)
        return True

    def close(self) -> None:
        self._subscriptions.clear()
        self._arrived.clear()
        for feed in self._feeds.values():
            feed.close()
        self._feeds.clear()
        self.connection.forget(self)

    def _feed(self, queue: str) -> Feed:
        return self._feeds.setdefault(queue, Feed(self.store, queue))

    def _fetch(self) -> None:
        for subscription in self._subscriptions.values():
            room = (self._prefetch or UNLIMITED) - len(self._deliveries.tags())
            for row in subscription.feed.take(room):
                self._arrived.append((subscription, self._deliveries.make(subscription.feed, row, subscription.tag)))

    def _settle(self, tags: Sequence[int], how: Callable[[Feed, list[int]], None]) -> None:
        self._deliveries.settle(tags, how)
        self._leave_idle()

    def _leave_idle(self) -> None:
        wanted = {subscription.feed for subscription in self._subscriptions.values()}
        for feed in self._feeds.values():
            if feed.idle and feed not in wanted:
                feed.close()
