"""Dead letters on RabbitMQ: taken one by one without acknowledging, so that all but what is settled goes back."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import groupby
from typing import Any

from services.chassis.broker.asking import asking
from services.chassis.broker.deadletter import DeadLetter, Replayed, dead_letter
from services.chassis.broker.message import Message
from services.chassis.broker.pipelined import PipelinedPublisher
from services.chassis.broker.topology import DEAD

BATCH = 500
CONFIRM_S = 10.0
# AMQP's exchange that leads to the queue of the routing key's name.
DEFAULT = ""

Held = list[tuple[int, DeadLetter]]


class AmqpDeadLetters:
    """The `DeadLetters` of RabbitMQ. While one call holds them, another sees none."""

    def __init__(self, url: str) -> None:
        self._url = url

    def read(self) -> Sequence[DeadLetter]:
        with self._held() as (_, held):
            return [letter for _, letter in held]

    def replay(self, ids: Collection[str]) -> Replayed:
        with self._held() as (channel, held), closing(PipelinedPublisher(self._url, DEFAULT)) as publisher:
            wanted = [(tag, letter) for tag, letter in held if letter.id in ids]
            safe: set[int] = set()
            for batch in _batches([(tag, letter) for tag, letter in wanted if letter.queue]):
                messages = [_message(letter) for _, letter in batch]
                confirmed = publisher.publish(messages, CONFIRM_S)
                # Only now: a crash before it leaves a double, which every reader knows for what it is.
                safe |= {tag for tag, letter in batch if _message(letter).id in confirmed}
                _settle(channel, safe & {tag for tag, _ in batch})
        sent = [letter for tag, letter in wanted if tag in safe]
        return Replayed(sent, [letter for tag, letter in wanted if tag not in safe])

    def discard(self, letter_id: str, note: Callable[[DeadLetter], None]) -> bool:
        with self._held() as (channel, held):
            wanted = [(tag, letter) for tag, letter in held if letter.id == letter_id]
            if wanted:
                note(wanted[0][1])
                _settle(channel, [tag for tag, _ in wanted])
        return bool(wanted)

    @contextmanager
    def _held(self) -> Iterator[tuple[Any, Held]]:
        """All dead letters with their delivery tags; at the end of the block those not settled go back together."""
        with asking(self._url) as connection:
            channel = connection.channel()
            yield channel, list(_taken(channel))
            channel.basic_nack(delivery_tag=0, multiple=True, requeue=True)


def _taken(channel: Any) -> Iterator[tuple[int, DeadLetter]]:
    while True:
        method, properties, body = channel.basic_get(DEAD)
        if method is None:
            return
        yield method.delivery_tag, dead_letter(properties.message_id, properties.headers or {}, body)


def _batches(wanted: Held) -> Iterator[Held]:
    """In order, runs of one queue: an event that died in two has the same id in both."""
    for _, run in groupby(wanted, lambda one: one[1].queue):
        letters = list(run)
        yield from (letters[start : start + BATCH] for start in range(0, len(letters), BATCH))


def _message(letter: DeadLetter) -> Message:
    return Message(letter.message_id or letter.id, str(letter.queue), letter.body)


def _settle(channel: Any, tags: Collection[int]) -> None:
    for tag in sorted(tags):
        channel.basic_ack(tag)
