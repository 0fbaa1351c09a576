"""Poison: an event that no handler can apply, and bytes that nobody can read; what of it must be set aside, exactly."""

import random
import threading
from dataclasses import dataclass, field
from uuid import UUID

from services.chassis.act import now
from services.chassis.broker.topology import queue_name
from services.contracts.envelope import Envelope
from services.contracts.intake import WithdrawalAsked
from tests.system.chaos.post import Post


@dataclass
class Poison:
    """`parked` are ids of events by the service that must park them; `dead` what must lie among the dead letters.

    Each goes straight into one queue: the portal's log has nothing of it.
    """

    post: Post
    parked: dict[UUID, str] = field(default_factory=dict)
    dead: set[bytes] = field(default_factory=set)
    # Sent, and the confirm has not come: it may have arrived, and may not.
    perhaps: set[UUID | bytes] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def event(self, rng: random.Random) -> str:
        """The withdrawal of a request that nobody granted, for the warehouse."""
        key, request = UUID(int=rng.getrandbits(128), version=4), UUID(int=rng.getrandbits(128), version=4)
        told = WithdrawalAsked(request=request, board="762000", reason="Forgé")
        body = Envelope(key, "/intake", told.subject(), now(), 1, "nobody", told).to_wire()
        with self._lock:
            self.parked[key] = "warehouse"
        self._put("warehouse", key, body)
        return f"event {key} confirmed"

    def gibberish(self, rng: random.Random, service: str) -> str:
        body = b"\xff\x00 nobody reads this " + rng.randbytes(8).hex().encode()
        with self._lock:
            self.dead.add(body)
        self._put(service, body, body)
        return f"{len(body)} bytes confirmed"

    def _put(self, service: str, key: UUID | bytes, body: bytes) -> None:
        with self._lock:
            self.perhaps.add(key)
        self.post.put(queue_name(service), body)
        with self._lock:
            self.perhaps.discard(key)
