"""One scan, as it lies in the journal and goes over the wire."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import uuid_utils

SERVICES = ("warehouse", "shipping")
# What a service says of a scan; each of them ends it.
OUTCOMES = ("done", "repeated", "refused")
# What the services take in one scan; a longer text is no serial, but a long address in a QR code beside one.
MOST_CODES, LONGEST_TEXT = 20, 200
# The symbology of what came from a keyboard: a hand's, or a keyboard scanner's.
TYPED = "Typed"


def now() -> str:
    """The moment, with the machine's own zone."""
    return datetime.now().astimezone().isoformat(timespec="milliseconds")


def new_id() -> str:
    """A UUIDv7: ids made later sort later."""
    return str(uuid_utils.uuid7())


@dataclass(frozen=True)
class Scan:
    """All the codes seen on one label, and what they were scanned for; its `id` makes it safe to send for ever."""

    service: str
    station: str
    action: str
    codes: tuple[tuple[str, str], ...]
    context: dict[str, str] = field(default_factory=dict)
    id: str = field(default_factory=new_id)
    at: str = field(default_factory=now)

    @property
    def traceparent(self) -> str:
        """The scan's id as a trace (W3C Trace Context): by it logs and the journey find what came of it."""
        number = self.id.replace("-", "")
        return f"00-{number}-{number[-16:]}-01"

    def wire(self) -> dict[str, Any]:
        """The scan as `POST /<service>/api/v1/scans` takes it."""
        return {
            "id": self.id,
            "at": self.at,
            "station": self.station,
            "action": self.action,
            "codes": [{"text": text, "symbology": symbology} for text, symbology in self.codes],
            "with": self.context,
        }

    @classmethod
    def from_wire(cls, service: str, wire: dict[str, Any]) -> "Scan":
        """The scan that `wire` was made from."""
        codes = tuple((code["text"], code["symbology"]) for code in wire["codes"])
        return cls(service, wire["station"], wire["action"], codes, wire["with"], wire["id"], wire["at"])
