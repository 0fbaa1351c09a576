"""How the broker's queues stand: what waits, who consumes, and whether the broker takes anything at all."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from pika.exceptions import ChannelClosedByBroker

from services.chassis.broker.asking import asking
from services.chassis.broker.connection import EMBEDDED, BrokerAway, embedded_store
from services.chassis.broker.embedded.claim import claim_of
from services.chassis.broker.embedded.routing import queue_arguments
from services.chassis.broker.embedded.store import Store

PROBE = "reserve.probe"
PROBE_WITHIN_S = 5.0
STEP_S = 0.1


class Figures(NamedTuple):
    """`messages` wait, on the embedded broker with what a consumer holds; `consumers` there tells 1 for the active one.

    On RabbitMQ consumers that stand by count too.
    """

    messages: int
    consumers: int


def figures(url: str, queues: Sequence[str]) -> dict[str, Figures]:
    """The figures of those queues that there are. Changes nothing. Raises `BrokerAway`."""
    if url.startswith(EMBEDDED):
        return _embedded(url, queues)
    with asking(url) as connection:
        found = {}
        for queue in queues:
            with suppress(ChannelClosedByBroker):
                told = connection.channel().queue_declare(queue, passive=True).method
                found[queue] = Figures(told.message_count, told.consumer_count)
        return found


def alarm(url: str) -> str | None:
    """Why the broker takes no messages at present, in its own words (`low on memory`); None when it does.

    Asked by a message to nowhere, which it returns. Raises `BrokerAway` when no answer comes within 5 s.
    """
    if url.startswith(EMBEDDED):
        return _full(url)
    with asking(url) as connection:
        answers: list[str | None] = []
        connection.add_on_connection_blocked_callback(lambda _, told: answers.append(told.method.reason))
        channel = connection.channel()
        channel.add_on_return_callback(lambda *_: answers.append(None))
        channel.basic_publish("", PROBE, b"", mandatory=True)
        end = time.monotonic() + PROBE_WITHIN_S
        while not answers and time.monotonic() < end:
            connection.process_data_events(STEP_S)
        if not answers:
            raise BrokerAway(f"no answer within {PROBE_WITHIN_S:g} s")
        return answers[0]


def _embedded(url: str, queues: Sequence[str]) -> dict[str, Figures]:
    with embedded_store(url) as store:
        there = [queue for queue in queues if queue_arguments(store, queue) is not None]
        return {queue: Figures(_size(store, queue), int(_consumed(store, queue))) for queue in there}


def _size(store: Store, queue: str) -> int:
    return int(store.run("SELECT count(*) FROM message WHERE queue = ?", queue)[0][0])


def _consumed(store: Store, queue: str) -> bool:
    """Whether somebody holds the queue: then it cannot be had, not even for the moment that asking takes."""
    claim = claim_of(store.path, queue)
    try:
        return not claim.take()
    finally:
        claim.release()


def _full(url: str) -> str | None:
    """Try to write, and leave nothing of it."""
    with embedded_store(url) as store:
        try:
            with store.transaction(durable=False, patience=PROBE_WITHIN_S):
                store.run("INSERT INTO queue VALUES (?, '{}') ON CONFLICT DO NOTHING", PROBE)
                store.run("DELETE FROM queue WHERE name = ?", PROBE)
        except sqlite3.OperationalError as problem:
            return str(problem)
    return None
