"""What a channel has delivered and not yet settled: AMQP's delivery tags, and the rows they stand for."""

import json
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from kombu.message import Message

from services.chassis.broker.embedded.entities import refuse
from services.chassis.broker.embedded.feed import Feed
from services.chassis.broker.embedded.letters import Row


class Deliveries:
    """Tags count up in the order of delivery, as AMQP's do; a message that comes again has a new one."""

    def __init__(self, channel: object) -> None:
        self._channel = channel
        self._next = count(1)
        self._rows: dict[int, tuple[Feed, int]] = {}

    def make(self, feed: Feed, row: Row, consumer_tag: str) -> Message:
        """The message for a row; unsettled from now on."""
        tag = next(self._next)
        self._rows[tag] = (feed, row.id)
        kept = json.loads(row.properties)
        if row.deliveries:
            kept["headers"]["x-delivery-count"] = row.deliveries
        info: dict[str, Any] = {"exchange": row.exchange, "routing_key": row.routing_key, "consumer_tag": consumer_tag}
        info["redelivered"] = row.deliveries > 0
        return Message(body=row.body, delivery_tag=tag, delivery_info=info, channel=self._channel, **kept)

    def tags(self) -> list[int]:
        return list(self._rows)

    def up_to(self, tag: int) -> list[int]:
        return [each for each in self._rows if each <= tag]

    def settle(self, tags: Sequence[int], how: Callable[[Feed, list[int]], None]) -> None:
        """Settle these in one go for each queue; a `ChannelError` when one of them was settled before."""
        by_feed: dict[Feed, list[int]] = {}
        for tag in tags:
            if tag not in self._rows:
                refuse(406, f"PRECONDITION_FAILED - unknown delivery tag {tag}", "Basic.ack")
            feed, row = self._rows[tag]
            by_feed.setdefault(feed, []).append(row)
        for feed, rows in by_feed.items():
            how(feed, rows)
        for tag in tags:
            del self._rows[tag]
