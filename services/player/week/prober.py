"""A station beside the surge: single scans, each at its time whatever the last took, and what each waited.

This is measured at the client, on the wire: the one figure of a week that does not come from the log.
"""

import itertools
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from services.player.site import Site, Stuck
from services.player.week.stage import CLERK, WAREHOUSE, one_scan
from services.player.week.supply import SHELVES

EVERY_S = 0.1


class Prober:
    """Walks some devices from shelf to shelf, ten a second, until it is told to end."""

    def __init__(self, site: Site, serials: Sequence[str]) -> None:
        self._site, self._serials = site, serials
        self._over = threading.Event()
        self._waits: list[float] = []
        self._refused: list[str] = []
        self._thread = threading.Thread(target=self._walk, name="prober")

    def start(self) -> None:
        if self._serials:
            self._thread.start()

    def end(self) -> None:
        self._over.set()
        if self._thread.ident is not None:
            self._thread.join()

    def told(self) -> dict[str, float] | None:
        """How many scans, and the milliseconds from when one was due to its answer: p50, p99, the longest; None where
        none was made. Raises `Stuck` where one was not done."""
        if self._refused:
            raise Stuck(f"{len(self._refused)} single scans were not done, as {self._refused[0]}")
        ranked = sorted(self._waits)
        if not ranked:
            return None
        p50, p99 = (ranked[-(-len(ranked) * part // 100) - 1] for part in (50, 99))
        return {"count": len(ranked), "p50_ms": round(p50, 1), "p99_ms": round(p99, 1), "max_ms": round(ranked[-1], 1)}

    def _walk(self) -> None:
        due = time.monotonic()
        for turn in itertools.count():
            due += EVERY_S
            if self._over.wait(max(0.0, due - time.monotonic())):
                return
            # Each walk round, everything goes one shelf on.
            walk, number = divmod(turn, len(self._serials))
            shelf = SHELVES[(number + walk + 1) % len(SHELVES)]
            self._scan(self._serials[number], shelf, due)

    def _scan(self, serial: str, shelf: str, due: float) -> None:
        moment = datetime.now(UTC)
        scan = one_scan(serial, {"location": shelf}, "put_away", moment, "poste-mesure")
        try:
            body = {"sent": moment.isoformat(), "scans": [scan]}
            answer = self._site.send(CLERK, "POST", f"{WAREHOUSE}/scans", body)["results"][0]
        except Stuck as stuck:
            self._refused.append(str(stuck))
            self._over.set()
            return
        self._waits.append(1000 * (time.monotonic() - due))
        if answer["outcome"] == "refused":
            self._refused.append(answer["say"])
