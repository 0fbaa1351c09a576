"""Deliver what waits in the journal: in order, for as long as it takes, until each scan is taken or refused."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from threading import Event
from typing import Any

from scanner.journal import Answer, Busy, Journal, NotKept
from scanner.scan import Scan
from scanner.station import Away, Barred, Station, Unwelcome

BATCH = 500
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
# How soon a new scan leaves while all goes well; how soon another sender's end is noticed.
LOOK_SECONDS, TURN_SECONDS = 0.2, 2.0

Told = Callable[[dict[str, Any]], None]


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
            for result in _batches(journal, station, Event()):
                delivery.results.append(result)
            delivery.stopped = None
        except (Away, Barred) as trouble:
            delivery.stopped, delivery.barred = str(trouble), isinstance(trouble, Barred)
        delivery.waiting = journal.count_waiting()
        if not delivery.waiting or delivery.barred or time.monotonic() + pause > end:
            return delivery
        sleep(pause)
    return delivery


def follow(journal: Journal, station: Station, stop: Event, told: Told) -> None:
    """Send what waits and what comes until `stop` is set; the batch in hand is finished.

    While another process sends from this journal this one stands by. On trouble it tries again, ever more slowly.
    `told` hears each result once it is in the journal, and each change of the link as `{"link", "reason"}`: `away`
    (nobody answers), `barred` (a person must act), `stuck` (the journal takes no answers), `elsewhere` (another sends),
    `back`. Its exceptions end the sending.
    """
    link, pauses = _Link(told), _pauses()
    while not stop.is_set():
        try:
            with journal.sending():
                for result in _turn(journal, station, stop):
                    link.change("back")
                    pauses = _pauses()
                    told(result)
        except Busy:
            link.change("elsewhere")
            stop.wait(TURN_SECONDS)
        except (Away, Barred, NotKept) as trouble:
            link.change(_kind(trouble), str(trouble))
            stop.wait(next(pauses))


class _Link:
    """Tells how the link is when that is another than before; at first it is taken for good."""

    def __init__(self, told: Told) -> None:
        self._told, self._known = told, "back"

    def change(self, known: str, reason: str | None = None) -> None:
        if known != self._known:
            self._known = known
            self._told({"link": known, "reason": reason})


def _kind(trouble: Away | Barred | NotKept) -> str:
    return "away" if isinstance(trouble, Away) else "barred" if isinstance(trouble, Barred) else "stuck"


def _turn(journal: Journal, station: Station, stop: Event) -> Iterator[dict[str, Any]]:
    while not stop.is_set():
        yield from _batches(journal, station, stop)
        stop.wait(LOOK_SECONDS)


def _pauses() -> Iterator[float]:
    """Doubling, and never quite the same, so that twenty stations do not come back at once."""
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(0.75, 1.25)
        pause = min(pause * 2, LONGEST_PAUSE)


def _batches(journal: Journal, station: Station, stop: Event) -> Iterator[dict[str, Any]]:
    """Read, send and settle one batch after the other until nothing waits; each result once it is in the journal."""
    while not stop.is_set() and (waiting := journal.waiting(BATCH)):
        for service, scans in groupby(waiting, key=lambda scan: scan.service):
            yield from _settle(journal, station, service, list(scans))


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
    journal.answer(_answer(result) for result in results)
    yield from results


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
