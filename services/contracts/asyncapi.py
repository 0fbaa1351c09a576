"""The AsyncAPI 3 page, written from the events themselves: channels by routing key, one queue a service."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from services.contracts.envelope import CONTENT_TYPE
from services.contracts.event import Event
from services.contracts.events import EVENTS

EXCHANGE = {"name": "reserve.events", "type": "topic", "durable": True, "autoDelete": False}
BINDING = "0.3.0"


def document(hears: Mapping[str, Sequence[str]]) -> str:
    """The page as YAML. `hears`: each service with the routing keys that its queue is bound to."""
    page = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Reserve: events",
            "version": "1.0.0",
            "description": "CloudEvents 1.0, structured JSON. `sequence` counts per source and subject.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": CONTENT_TYPE,
        "channels": {_name(kind): _channel(kind) for kind in EVENTS},
        "operations": _operations(hears),
        "components": {"messages": {_name(kind): _message(kind) for kind in EVENTS}},
    }
    return yaml.safe_dump(page, sort_keys=False, allow_unicode=True, width=120)


def _name(kind: type[Event]) -> str:
    return kind.__name__


def _channel(kind: type[Event]) -> dict[str, Any]:
    return {
        "address": kind.routing_key(),
        "messages": {_name(kind): {"$ref": f"#/components/messages/{_name(kind)}"}},
        "bindings": {"amqp": {"is": "routingKey", "exchange": {**EXCHANGE}, "bindingVersion": BINDING}},
    }


def _message(kind: type[Event]) -> dict[str, Any]:
    return {
        "name": kind.type_name(),
        "title": _name(kind),
        "summary": (kind.__doc__ or "").strip(),
        "contentType": CONTENT_TYPE,
        "payload": _cloud_event(kind),
    }


def _cloud_event(kind: type[Event]) -> dict[str, Any]:
    data = kind.model_json_schema(ref_template=f"#/components/messages/{_name(kind)}/payload/$defs/{{model}}")
    parts = data.pop("$defs", {})
    text = {"type": "string"}
    schema: dict[str, Any] = {
        "type": "object",
        "required": ["specversion", "id", "source", "type", "subject", "time", "sequence", "actor", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid", "description": "UUIDv7"},
            "source": {"const": kind.source()},
            "type": {"const": kind.type_name()},
            "subject": {"type": "string", "description": f"{kind.among or kind.noun}/<{kind.about}>"},
            "time": {"type": "string", "format": "date-time", "description": "When it happened."},
            "datacontenttype": {"const": "application/json"},
            "sequence": {"type": "string", "pattern": "^[0-9]{12}$"},
            "actor": text | {"description": "Who did it, by id; never a name."},
            "correlationid": text | {"description": "The request that it serves."},
            "traceparent": text,
            "data": data,
        },
    }
    return schema | ({"$defs": parts} if parts else {})


def _operations(hears: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    operations: dict[str, Any] = {}
    for kind in EVENTS:
        operations[f"{kind.owner}.tells.{_name(kind)}"] = _operation("send", kind)
    for service, keys in hears.items():
        for kind in EVENTS:
            if kind.routing_key() in keys or "#" in keys:
                operations[f"{service}.hears.{_name(kind)}"] = _operation("receive", kind)
    return operations


def _operation(action: str, kind: type[Event]) -> dict[str, Any]:
    return {"action": action, "channel": {"$ref": f"#/channels/{_name(kind)}"}}
