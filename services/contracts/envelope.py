"""CloudEvents 1.0 in structured JSON: how an event is written for the wire and read from it.

Source: CloudEvents specification v1.0.2, JSON event format; attribute names are small letters and digits only.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from services.contracts.event import Event
from services.contracts.events import BY_TYPE

CONTENT_TYPE = "application/cloudevents+json"
LARGEST_BODY = 64 * 1024

E = TypeVar("E", bound=Event, covariant=True)


class Unreadable(ValueError):
    """The bytes are no event of ours: not JSON, not CloudEvents 1.0, of an unknown type or with data that break it."""


@dataclass(frozen=True)
class Envelope(Generic[E]):
    """An event with its circumstances. `time` is when it happened; `actor` an id, never a name."""

    id: UUID
    source: str
    subject: str
    time: datetime
    sequence: int
    actor: str
    data: E
    correlation: UUID | None = None
    traceparent: str | None = None

    def to_wire(self) -> bytes:
        """Structured JSON. Raises `ValueError` over 64 KB: then the event carries a list that belongs elsewhere."""
        body = json.dumps(self._attributes(), ensure_ascii=False, separators=(",", ":")).encode()
        if len(body) > LARGEST_BODY:
            raise ValueError(f"{self.data.type_name()} of {self.subject} takes {len(body)} bytes, over {LARGEST_BODY}")
        return body

    def _attributes(self) -> dict[str, Any]:
        attributes: dict[str, Any] = {
            "specversion": "1.0",
            "id": str(self.id),
            "source": self.source,
            "type": self.data.type_name(),
            "subject": self.subject,
            "time": self.time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "datacontenttype": "application/json",
            "sequence": f"{self.sequence:012d}",
            "actor": self.actor,
        }
        if self.correlation:
            attributes["correlationid"] = str(self.correlation)
        if self.traceparent:
            attributes["traceparent"] = self.traceparent
        return attributes | {"data": self.data.model_dump(mode="json")}


def from_wire(body: bytes) -> Envelope[Event]:
    """Read one event; unknown attributes and fields are ignored. Raises `Unreadable`."""
    try:
        raw = json.loads(body)
        if raw["specversion"] != "1.0":
            raise ValueError(f"specversion {raw['specversion']}")
        return _envelope(raw, BY_TYPE[raw["type"]])
    except KeyError as error:
        raise Unreadable(f"unknown type or attribute missing: {error}") from error
    except (ValueError, TypeError) as error:
        raise Unreadable(str(error)) from error


def _envelope(raw: Mapping[str, Any], kind: type[Event]) -> Envelope[Event]:
    return Envelope(
        id=UUID(raw["id"]),
        source=raw["source"],
        subject=raw["subject"],
        time=datetime.fromisoformat(raw["time"]),
        sequence=int(raw["sequence"]),
        actor=raw["actor"],
        data=kind.model_validate(raw["data"]),
        correlation=UUID(raw["correlationid"]) if raw.get("correlationid") else None,
        traceparent=raw.get("traceparent"),
    )
