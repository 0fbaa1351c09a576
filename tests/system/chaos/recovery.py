"""How long the reserve takes to be itself again after a fault: until whoever was hit is seen at work."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from services.chassis.database import Database
from services.chassis.tables import inbox, outbox
from tests.system.chaos.estate import NAMES
from tests.system.chaos.load import Load
from tests.system.chaos.plan import TELLERS, Fault

LOOK_EVERY_S = 0.25
# The newest rows are looked at, not all of them.
NEWEST = 100
Sign = tuple[str, str]
# The portal tells nothing: its relay is never seen at work.
EVERYBODY = frozenset([("web", "all"), *product(("worker",), NAMES), *product(("relay",), TELLERS)])


def hit_by(fault: Fault) -> frozenset[Sign]:
    """Whose work a fault may have stopped: (role, service)."""
    if fault.kind in ("duplicate", "reorder", "poison", "gibberish"):
        return frozenset()
    if fault.target in ("broker", "database") or fault.target.startswith(">"):
        return EVERYBODY
    service, role = fault.target.split()[:2]
    return EVERYBODY & {(role, service)}


@dataclass
class Recovery:
    """`longest` is the longest time in seconds, and after what; the load must go on, or nobody is seen at work.

    Who is hit again before he is seen at work is not waited for: it would be the other fault's time too.
    """

    load: Load
    longest: tuple[float, str] = (0.0, "nothing")
    _waiting: list[tuple[float, Fault, set[Sign]]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._watch, name="recovery")
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()

    def begins(self, fault: Fault) -> None:
        """Whoever this one hits is not waited for any more."""
        hit = hit_by(fault)
        with self._lock:
            for _, _, signs in self._waiting:
                signs -= hit
            self._waiting = [one for one in self._waiting if one[2]]

    def healed(self, fault: Fault) -> None:
        """From now on everybody hit may be back."""
        if hit := set(hit_by(fault)):
            with self._lock:
                self._waiting.append((time.time(), fault, hit))

    def _watch(self) -> None:
        while not self._stop.wait(LOOK_EVERY_S):
            with self._lock:
                wanted = {sign for _, _, signs in self._waiting for sign in signs}
            seen = dict(self._signs(wanted))
            with self._lock:
                for one in [*self._waiting]:
                    self._judge(one, seen)

    def _judge(self, one: tuple[float, Fault, set[Sign]], seen: dict[Sign, float]) -> None:
        healed_at, fault, signs = one
        back = {sign for sign in signs if seen.get(sign, 0.0) > healed_at}
        signs -= back
        if not signs:
            self._waiting.remove(one)
            last = ", ".join(f"{service} {role}" for role, service in sorted(back))
            told = f"{fault.kind} {fault.target} (last seen at work: {last})"
            self.longest = max(self.longest, (time.time() - healed_at, told))

    def _signs(self, wanted: set[Sign]) -> Iterator[tuple[Sign, float]]:
        """When each was last at work, where that can be read now."""
        for role, name in wanted:
            with suppress(DBAPIError):
                yield (role, name), self._last(role, name)

    def _last(self, role: str, name: str) -> float:
        if role == "web":
            return self.load.last_answer()
        return _newest(self.load.estate.services[name].database, role)


def _newest(database: Database, role: str) -> float:
    if role == "worker":
        rows = select(inbox.c.taken_at.label("at")).order_by(inbox.c.event_id.desc())
    else:
        rows = select(outbox.c.sent_at.label("at")).where(outbox.c.sent_at.is_not(None)).order_by(outbox.c.id.desc())
    newest = rows.limit(NEWEST).subquery()
    with database.reading() as session:
        found: datetime | None = session.scalar(select(func.max(newest.c.at)))
    return found.replace(tzinfo=UTC).timestamp() if found else 0.0
