"""What the log tells, entry by entry: the chain of hashes checked on the way, and of each event what the recount needs.

A log is read whole into memory. So words that come again are kept once, and what nothing is counted from is let go.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from sys import intern
from typing import Any, NamedTuple

from services.audit.hole import Holes

PREFIX, SUFFIX = "ca.quebec.reserve.", ".v1"
SEALING = 3
FIRST_HASH = "0" * 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What of an event's data is counted from. A field that is not here is let go: addresses, reasons, carriers, models.
KEPT = frozenset({
    "device", "maker", "serial", "type", "location", "returned", "state", "order", "request", "number", "board",
    "shipment", "carton", "cartons", "devices", "free", "reserved", "lines", "held", "final", "answers", "granted",
    "given_up", "freight_cents", "quantity", "asked", "need", "own_available", "on_order", "undone", "step", "school",
    "loan", "transfer", "sent", "accepted", "missing", "elsewhere", "damaged", "checked", "round", "recall",
    "expected", "back", "kept", "lost", "stolen", "gone", "open", "parcel", "received",
    "delivery", "until", "given_back",
})  # fmt: skip
# What the clock is read from, and what decides in which month a charge counts: of these the moment at which it happened
# is kept too, as `at`, in milliseconds.
CLOCKED = frozenset({
    "request.submitted", "request.granted", "request.paused", "request.resumed", "shipment.dispatched",
    "shipment.delivered", "device.accepted", "device.transferred", "device.configured",
    "device.handed-over",
})  # fmt: skip
TIMED = CLOCKED | {"shipment.voided", "shipment.undone"}
# Nothing is counted from these. Whether they all came is.
IDLE = frozenset({
    "carton.opened", "count.adjusted", "device.unexpected",
    "campaign.opened", "campaign.extended", "campaign.reminded", "campaign.closed", "supplier-claim.sent",
    "supplier-claim.answered", "supplier-claim.closed", "supplier-claim.withdrawn", "device.claim-answered",
    "recall.reopened", "transfer.received", "return.dispatched",
})  # fmt: skip


class Kind(NamedTuple):
    """What facts of one kind share: who tells it, its noun and verb, and the names of what it says."""

    source: str
    what: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry: its place in the log, the event's id as a number, and what it says."""

    position: int
    id: int
    kind: Kind
    values: tuple[Any, ...]

    @property
    def source(self) -> str:
        return self.kind.source

    @property
    def what(self) -> str:
        return self.kind.what

    @property
    def data(self) -> dict[str, Any]:
        return dict(zip(self.kind.names, self.values, strict=True))


class Broken(Exception):
    """The chain does not hold at `position`."""

    def __init__(self, position: int) -> None:
        super().__init__(str(position))
        self.position = position


class Log:
    """The entries read so far, each proven against the one before it."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.holes = Holes()
        self.position = 0
        self.hash = FIRST_HASH
        # What an entry of format 3 seals: of those of format 1 their places, times of recording and hashes.
        self.old = hashlib.sha256()

    def take(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Go on with the next entries. Raises `Broken`."""
        for entry in entries:
            body = entry["body"].encode()
            proven = _proof(self.hash, entry, body)
            if (entry["position"], entry["previous_hash"], entry["hash"]) != (self.position + 1, self.hash, proven):
                raise Broken(self.position + 1)
            if entry["version"] == 1:
                self.old.update(f"{entry['position']} {entry['recorded_at']} {proven}\n".encode())
            elif entry["version"] == SEALING and entry["seal"] != self.old.hexdigest():
                raise Broken(self.position + 1)
            self.position, self.hash = self.position + 1, proven
            self.hear(json.loads(body))

    def hear(self, told: Mapping[str, Any]) -> None:
        """Keep what counts of the event at the present position."""
        self.holes.take(told["source"], intern(told["subject"]), int(told["sequence"]), self.position)
        fact = read(self.position, told)
        if fact.what not in IDLE:
            self.facts.append(fact)


def _proof(previous: str, entry: Mapping[str, Any], body: bytes) -> str:
    """The hash that an entry must have, by the format that it names."""
    if entry["version"] == 1:
        return hashlib.sha256(previous.encode() + body).hexdigest()
    said = [entry["version"], previous, entry["position"], entry["recorded_at"], hashlib.sha256(body).hexdigest()]
    said += [entry["seal"]] if entry["version"] == SEALING else []
    return hashlib.sha256("".join(f"{line}\n" for line in said).encode()).hexdigest()


def read(position: int, told: Mapping[str, Any]) -> Fact:
    """One event."""
    said = {intern(name): _slim(name, value) for name, value in told["data"].items() if name in KEPT}
    what = told["type"].removeprefix(PREFIX).removesuffix(SUFFIX)
    if what in TIMED:
        said["at"] = _moment(told["time"])
    return Fact(position, _number(told["id"]), _kind(told["source"], what, tuple(said)), tuple(said.values()))


@cache
def _kind(source: str, what: str, names: tuple[str, ...]) -> Kind:
    return Kind(source, what, names)


def _moment(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // timedelta(milliseconds=1)


def _number(event: str) -> int:
    """The id of an event as a number: half the size of its text."""
    return int(event.replace("-", ""), 16)


def _slim(name: str, value: Any) -> Any:
    if name in ("undone", "answers"):
        return value and _number(value)
    if name == "devices" and isinstance(value, list):
        return tuple(intern(line["device"]) for line in value)
    if isinstance(value, str):
        return intern(value)
    if isinstance(value, list):
        return tuple(_slim("", one) for one in value)
    if isinstance(value, dict):
        return {intern(key): _slim(key, one) for key, one in value.items() if name == "free" or key in KEPT}
    return value
