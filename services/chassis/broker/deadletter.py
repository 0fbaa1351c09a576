"""A dead letter: what stands in `reserve.dead`, with the queue that it died in and the reason that the broker gives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

ID_LENGTH = 12


@dataclass(frozen=True)
class DeadLetter:
    """`queue` is None where nobody can tell: it was put there by hand. `reason` is the broker's word for it.

    `id` follows from queue and message, so that it is the same at every look; a message that died twice in one queue
    has it twice.
    """

    message_id: str
    queue: str | None
    reason: str
    died_at: datetime | None
    body: bytes

    @property
    def id(self) -> str:
        told = b"\0".join((str(self.queue).encode(), self.message_id.encode(), self.body))
        return sha256(told).hexdigest()[:ID_LENGTH]


class Replayed(NamedTuple):
    """What was sent, and what has no queue to be sent to and stays."""

    sent: Sequence[DeadLetter]
    stuck: Sequence[DeadLetter]


def dead_letter(message_id: str | None, headers: Mapping[str, Any], body: bytes) -> DeadLetter:
    """Read AMQP's `x-death`: the youngest death comes first."""
    deaths = headers.get("x-death") or [{}]
    last = deaths[0]
    return DeadLetter(message_id or "", last.get("queue"), last.get("reason", ""), _moment(last.get("time")), body)


def _moment(told: datetime | int | None) -> datetime | None:
    if isinstance(told, int):
        return datetime.fromtimestamp(told, UTC)
    return told.replace(tzinfo=UTC) if told and told.tzinfo is None else told
