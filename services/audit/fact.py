"""What the log tells, entry by entry: read as plain dictionaries, the chain of hashes checked on the way."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

PREFIX, SUFFIX = "ca.quebec.reserve.", ".v1"
FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry. `what` is its noun and verb; `time` in UTC, written so that moments compare as texts do."""

    position: int
    id: str
    source: str
    what: str
    subject: str
    sequence: int
    time: str
    data: dict[str, Any]


class Broken(Exception):
    """The chain does not hold at `position`."""

    def __init__(self, position: int) -> None:
        super().__init__(str(position))
        self.position = position


class Log:
    """The entries read so far, each proven against the one before it."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []
        self.position = 0
        self.hash = FIRST_HASH

    def take(self, entries: Iterable[Mapping[str, Any]]) -> None:
        """Go on with the next entries. Raises `Broken`."""
        for entry in entries:
            body = entry["body"].encode()
            proven = hashlib.sha256(self.hash.encode() + body).hexdigest()
            if (entry["position"], entry["previous_hash"], entry["hash"]) != (self.position + 1, self.hash, proven):
                raise Broken(self.position + 1)
            self.position, self.hash = self.position + 1, proven
            self.facts.append(read(self.position, body))


def read(position: int, body: bytes) -> Fact:
    """One event from its bytes."""
    told = json.loads(body)
    what = told["type"].removeprefix(PREFIX).removesuffix(SUFFIX)
    sequence = int(told["sequence"])
    return Fact(position, told["id"], told["source"], what, told["subject"], sequence, told["time"], told["data"])
