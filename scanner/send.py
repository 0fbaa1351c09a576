"""Deliver what waits in the journal: in order, for as long as it takes, until each scan is taken or refused."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from scanner.journal import SETTLED, Answer, Journal
from scanner.scan import Scan
from scanner.station import Away, Barred, Station, Unwelcome

BATCH = 500
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0


@dataclass
class Delivery:
    """What one sending came to: the services' results, and why it stopped if something still waits."""

    results: list[dict[str, Any]] = field(default_factory=list)
    waiting: int = 0
    stopped: str | None = None
    barred: bool = False

    def count(self, outcome: str) -> int:
        """How many results have this outcome."""
        return sum(result["outcome"] == outcome for result in self.results)


def deliver(
    journal: Journal, station: Station, wait: float = 0.0, sleep: Callable[[float], None] = time.sleep
) -> Delivery:
    """Send until nothing waits; on trouble try again, ever more slowly, for `wait` seconds in all.

    Each batch's answers are in the journal before the next batch leaves. A crash in between sends the same ids again,
    which a service answers as it did the first time.
    """
    delivery = Delivery()
    end = time.monotonic() + wait
    for pause in _pauses():
        try:
            for result in _once(journal, station):
                delivery.results.append(result)
            delivery.stopped = None
        except (Away, Barred) as trouble:
            delivery.stopped, delivery.barred = str(trouble), isinstance(trouble, Barred)
        delivery.waiting = len(journal.waiting())
        if not delivery.waiting or delivery.barred or time.monotonic() + pause > end:
            return delivery
        sleep(pause)
    return delivery


def _pauses() -> Iterator[float]:
    """Doubling, and never quite the same, so that twenty stations do not come back at once."""
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.75, 1.25)
        pause = min(pause * 2, LONGEST_PAUSE)


def _once(journal: Journal, station: Station) -> Iterator[dict[str, Any]]:
    for service, scans in groupby(journal.waiting(), key=lambda scan: scan.service):
        waiting = list(scans)
        for start in range(0, len(waiting), BATCH):
            yield from _settle(journal, station, service, waiting[start : start + BATCH])


def _settle(journal: Journal, station: Station, service: str, scans: list[Scan]) -> Iterator[dict[str, Any]]:
    """Have one batch judged. One that is refused as a whole is halved until the scans at fault stand alone.

    Their neighbours go on in order; a scan refused alone is recorded with the service's reason: nothing is lost unseen.
    """
    try:
        results = station.post(service, scans)
    except Unwelcome as refusal:
        if len(scans) > 1:
            middle = len(scans) // 2
            yield from _settle(journal, station, service, scans[:middle])
            yield from _settle(journal, station, service, scans[middle:])
            return
        results = [_refused(scans[0], refusal)]
    settled = [result for result in results if result.get("outcome") in SETTLED]
    journal.answer(_answer(result) for result in settled)
    yield from settled


def _refused(scan: Scan, refusal: Unwelcome) -> dict[str, Any]:
    return {
        "id": scan.id,
        "outcome": "refused",
        "device": None,
        "say": str(refusal),
        "problem": refusal.problem,
    }


def _answer(result: dict[str, Any]) -> Answer:
    return Answer(result["id"], result["outcome"], str(result.get("say") or ""), result.get("problem"))
