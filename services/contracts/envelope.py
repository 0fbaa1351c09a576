"""CloudEvents 1.0 in structured JSON: how an event is written for the wire and read from it.

Source: CloudEvents specification v1.0.2, JSON event format; attribute names are small letters and digits only.
"""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import Field, ValidationError

from services.contracts.event import Event, Part
from services.contracts.events import BY_TYPE

CONTENT_TYPE = "application/cloudevents+json"
LARGEST_BODY = 64 * 1024
# RFC 3339 with its zone: CloudEvents 1.0, `time`.
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(Z|[+-][0-9]{2}:[0-9]{2})$"

# One encoder for all: `json.dumps` makes one at each call.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
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
    # As it came: a later release may tell more than this one knows, and the log is for ever.
    heard: bytes | None = field(default=None, compare=False, repr=False)

    def to_wire(self) -> bytes:
        """Structured JSON; of an event that was heard, its very bytes.

        Raises `ValueError` over 64 KB: then the event carries a list that belongs elsewhere.
        """
        if self.heard is not None:
            return self.heard
        body = f'{_json(self._attributes())[:-1]},"data":{self.data.model_dump_json()}}}'.encode()
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
        return attributes


class Attributes(Part):
    """The attributes of an event on the wire, as strict as the tables that keep them."""

    specversion: Literal["1.0"]
    id: UUID
    source: str = Field(max_length=40)
    type: str
    subject: str = Field(max_length=80)
    time: str = Field(pattern=MOMENT)
    sequence: str = Field(pattern=r"^[0-9]{1,18}$")
    actor: str = Field(max_length=120)
    correlationid: UUID | None = None
    traceparent: str | None = Field(None, max_length=60)
    data: dict[str, Any]


def from_wire(body: bytes) -> Envelope[Event]:
    """Read one event; unknown attributes and fields are ignored. Raises `Unreadable`."""
    try:
        told = Attributes.model_validate_json(body)
        kind = BY_TYPE[told.source, told.type]
        data, time = kind.model_validate(told.data), datetime.fromisoformat(told.time)
    except KeyError as error:
        raise Unreadable(f"unknown type {error}") from error
    except ValidationError as error:
        raise Unreadable(_where(error)) from error
    except ValueError as error:
        raise Unreadable(str(error)) from error
    return Envelope(
        id=told.id,
        source=told.source,
        subject=told.subject,
        time=time,
        sequence=int(told.sequence),
        actor=told.actor,
        data=data,
        correlation=told.correlationid,
        traceparent=told.traceparent,
        heard=body,
    )


def _where(error: ValidationError) -> str:
    """What breaks the shape, and where; not what stood there, which may be anybody's."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{'/'.join(map(str, one['loc'])) or 'body'}: {one['type']}" for one in found)
