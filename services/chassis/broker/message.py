"""What the relay hands to the broker: one event, ready to leave."""

from dataclasses import dataclass

# As what every message travels, on either broker.
CONTENT_TYPE = "application/cloudevents+json"
CONTENT_ENCODING = "utf-8"
PERSISTENT = 2


@dataclass(frozen=True, slots=True)
class Message:
    """One event on its way out.

    `id` is the CloudEvents id and comes back in the set of confirmed ids. `routing_key` is
    `<service>.<noun>.<past-verb>`, for example `warehouse.device.stored`. `body` is the structured JSON CloudEvent and
    is carried unread.
    """

    id: str
    routing_key: str
    body: bytes
