"""The ledger: what was acknowledged to a client, and must therefore be so in the end."""

import threading
from collections import Counter
from dataclasses import dataclass, field

# What clients do to the nouns they name, one event a command; what follows from it by itself is not in the ledger.
COMMANDED = {
    "/intake": ("portrait.updated", "request.submitted", "request.granted"),
    "/warehouse": (
        "delivery.announced",
        "delivery.closed",
        "device.received",
        "device.stored",
        "device.picked",
        "device.wiped",
        "device.undone",
        "carton.closed",
    ),
    "/shipping": (
        "shipment.dispatched",
        "shipment.delivered",
        "device.accepted",
        "device.configured",
        "device.handed-over",
        "device.taken-back",
        "device.sent-back",
        "device.undone",
    ),
}

Told = tuple[str, str, str]
# A state, and the place where that is known.
Standing = tuple[str, str | None]
Books = dict[str, Standing]


@dataclass
class Ledger:
    """`told` counts events that acknowledged commands stand for, by (source, subject, what); `here` and `there` say
    where each device must be by the warehouse's books and by shipping's."""

    told: Counter[Told] = field(default_factory=Counter)
    here: Books = field(default_factory=dict)
    there: Books = field(default_factory=dict)
    commands: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, source: str, what: str, *subjects: str) -> None:
        """One command that did `what` to each of these was acknowledged."""
        with self._lock:
            self.commands += 1
            self.told.update((source, subject, what) for subject in subjects)

    def warehouse(self, devices: dict[str, str], what: str, state: str, location: str | None = None) -> None:
        """Devices (serials by id) are so in the warehouse now; `what` tells it, where an event of theirs does."""
        self._stand(self.here, "/warehouse", devices, what, (state, location))

    def shipping(self, devices: dict[str, str], what: str, state: str, school: str | None = None) -> None:
        """The same at a board."""
        self._stand(self.there, "/shipping", devices, what, (state, school))

    def _stand(self, books: Books, source: str, devices: dict[str, str], what: str, how: Standing) -> None:
        if what:
            self.note(source, what, *(f"device/{one}" for one in devices))
        with self._lock:
            books.update(dict.fromkeys(devices, how))
