"""What an event of the log is read with: names, identities, and what was told before it, loaded for many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from services.contracts.envelope import Envelope


@dataclass(frozen=True)
class Told:
    """An entry of the log, as far as a document says of it."""

    position: int
    hash: str
    recorded_at: datetime
    envelope: Envelope[Any]


@dataclass(frozen=True)
class Earlier:
    """An earlier step of a subject: where it stands in the log, and where it was undone, if it was."""

    position: int
    undone: int | None

    def stood(self, position: int) -> bool:
        """Whether it held when the entry at `position` was told."""
        return self.position < position and (self.undone is None or self.undone > position)


@dataclass(frozen=True)
class Known:
    """`devices` are maker and serial; `labels` the numbers of subjects by their key; `undone` the entries that others
    take back, by the id of their event; `earlier` the receipts and departures of a subject; `cartons` a shipment's.
    """

    devices: Mapping[UUID, tuple[str, str]] = field(default_factory=dict)
    labels: Mapping[str, str | None] = field(default_factory=dict)
    undone: Mapping[UUID, Told] = field(default_factory=dict)
    earlier: Mapping[str, Sequence[Earlier]] = field(default_factory=dict)
    cartons: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)

    def stands(self, subject: str, position: int) -> bool:
        """Whether a subject was received, or had left, before that entry, and that was not undone by then."""
        return any(one.stood(position) for one in self.earlier.get(subject, ()))
