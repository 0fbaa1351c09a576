"""What an operator does with dead letters: read them, send them to where they died once more, give one up."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from services.chassis.broker.address import AMQP
from services.chassis.broker.connection import EMBEDDED, embedded_store, unsupported
from services.chassis.broker.deadletter import DeadLetter, Replayed
from services.chassis.broker.deadletters_amqp import AmqpDeadLetters
from services.chassis.broker.embedded import graveyard
from services.chassis.broker.topology import DEAD


class DeadLetters(Protocol):
    """The dead letters of one broker. Every method raises `BrokerAway`."""

    def read(self) -> Sequence[DeadLetter]:
        """All of them, the oldest first; they stay, in their order."""

    def replay(self, ids: Collection[str]) -> Replayed:
        """Send these to the queues they died in, in order, and take them out once that is safe.

        A crash in between leaves a letter in both places, never in none.
        """

    def discard(self, letter_id: str, note: Callable[[DeadLetter], None]) -> bool:
        """Have `note` keep what a letter was, then take it out, with its doubles; whether it was there."""


class EmbeddedDeadLetters:
    """The `DeadLetters` of the embedded broker's file; a replay is one transaction."""

    def __init__(self, url: str) -> None:
        self._url = url

    def read(self) -> Sequence[DeadLetter]:
        with embedded_store(self._url) as store:
            return [letter for _, letter in graveyard.letters(store, DEAD)]

    def replay(self, ids: Collection[str]) -> Replayed:
        with embedded_store(self._url) as store:
            wanted = [(row, letter) for row, letter in graveyard.letters(store, DEAD) if letter.id in ids]
            sent = [letter for row, letter in wanted if letter.queue and graveyard.put_back(store, row, letter.queue)]
        return Replayed(sent, [letter for _, letter in wanted if letter not in sent])

    def discard(self, letter_id: str, note: Callable[[DeadLetter], None]) -> bool:
        with embedded_store(self._url) as store:
            wanted = [(row, letter) for row, letter in graveyard.letters(store, DEAD) if letter.id == letter_id]
            if wanted:
                note(wanted[0][1])
                graveyard.forget(store, [row.id for row, _ in wanted])
        return bool(wanted)


def open_dead_letters(url: str) -> DeadLetters:
    """The dead letters of a broker's URL; nothing is connected to yet. `ValueError` when its scheme has none."""
    if url.startswith(EMBEDDED):
        return EmbeddedDeadLetters(url)
    if url.startswith(AMQP):
        return AmqpDeadLetters(url)
    raise unsupported(url)
