"""One queue as its consumer sees it: taking messages in order, settling them, and giving them back."""

import json
from collections.abc import Collection

from services.chassis.broker.embedded import letters
from services.chassis.broker.embedded.claim import claim_of
from services.chassis.broker.embedded.letters import Row
from services.chassis.broker.embedded.store import Store

NEXT = """SELECT id, exchange, routing_key, properties, body, deliveries FROM message
           WHERE queue = ? AND id > ? AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY id LIMIT ?"""
LEFT_OVER = "SELECT id FROM message WHERE queue = ? AND id <= ?"


class Feed:
    """A lease on a queue's messages that lasts as long as its claim.

    Taking writes nothing to the database: the claim alone keeps others away. So when the holder dies, however it dies,
    all that it had not settled is at once before the next one, in the order of publishing, and counted as delivered
    once more. A feed that does not get the claim stands by: it takes nothing and tries again at each call.
    """

    def __init__(self, store: Store, queue: str) -> None:
        self.queue = queue
        self._store = store
        self._claim = claim_of(store.path, queue)
        self._held: set[int] = set()
        self._last = 0
        self._highest = 0
        self._seen: tuple[int, int] | None = None

    @property
    def active(self) -> bool:
        return self._claim.held

    @property
    def idle(self) -> bool:
        return not self._held

    def take(self, limit: int) -> list[Row]:
        """Up to `limit` messages that are next in order; empty when there are none or another consumer is active."""
        if limit <= 0 or not self._activate():
            return []
        version = self._store.version()
        if version == self._seen:
            return []
        held = json.dumps(list(self._held))
        rows = [Row._make(row) for row in self._store.run(NEXT, self.queue, self._last, held, limit)]
        self._seen = version if len(rows) < limit else None
        if rows:
            self._remember(rows)
        return rows

    def settle(self, ids: Collection[int]) -> None:
        """Forget messages that are dealt with, in one statement."""
        letters.remove(self._store, self.queue, ids)
        self._held.difference_update(ids)

    def reject(self, ids: Collection[int]) -> None:
        """Send messages to the dead-letter exchange of the queue; their neighbours stay as they are."""
        letters.bury(self._store, self.queue, ids, "rejected")
        self._held.difference_update(ids)

    def give_back(self, ids: Collection[int]) -> None:
        """Put messages back to their old places, so that the next `take` begins with them, and count it."""
        letters.count_return(self._store, self.queue, ids)
        if ids:
            self._held.difference_update(ids)
            self._last = min(self._last, min(ids) - 1)
            self._seen = None

    def close(self) -> None:
        """Give everything back and let the next consumer take over at once."""
        self._claim.release()
        self._held.clear()

    def _activate(self) -> bool:
        if self._claim.held:
            return True
        if not self._claim.take():
            return False
        self._last, self._highest, self._seen = 0, 0, None
        left_over = self._store.run(LEFT_OVER, self.queue, self._claim.read_mark())
        letters.count_return(self._store, self.queue, [row[0] for row in left_over])
        self._claim.write_mark(0)
        return True

    def _remember(self, rows: list[Row]) -> None:
        self._held.update(row.id for row in rows)
        self._last = rows[-1].id
        if self._last > self._highest:
            self._highest = self._last
            self._claim.write_mark(self._highest)
