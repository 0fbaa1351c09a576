"""What every chapter of a week has at hand: the site, the plan, the calendar, chance, and the door for scans."""

import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, TypeVar
from uuid import uuid4

from services.player.hands import Scanner
from services.player.site import Site, Stuck
from services.player.speech import Speech
from services.player.week.calendar import Calendar
from services.player.week.plan import Plan

T = TypeVar("T")
MANAGER, CLERK, MINISTRY, SECOND, AUDITOR = "manager", "clerk", "ministry", "second", "auditor"
WAREHOUSE, SHIPPING, INTAKE, PORTAL = (f"/{name}/api/v1" for name in ("warehouse", "shipping", "intake", "portal"))
# What is scanned in a row is a second apart.
SCAN_S = 1

Read = tuple[str, dict[str, str]]


@dataclass
class Order:
    """One board's request on its way, as the site tells of it."""

    board: str
    request: str
    number: str
    order: str = ""
    shipment: str = ""
    shipment_number: str = ""
    cartons: list[dict[str, Any]] = field(default_factory=list)
    good: list[str] = field(default_factory=list)


@dataclass
class Week:
    """`run` names it: nothing that another run made is taken for its own. `boards` are those that ask, as codes."""

    site: Site
    plan: Plan
    calendar: Calendar
    chance: Random
    speech: Speech
    run: str
    folder: Path
    boards: Sequence[str]
    late: Callable[[str], Scanner]
    orders: list[Order] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def group(self, number: int, count: int) -> list[Order]:
        """A part of the orders: those that go the same way on the same days."""
        return self.orders[number::count]

    def each(self, things: Iterable[T], act: Callable[[T], Any]) -> list[Any]:
        """Do it with each of them, a few at a time. The first that is `Stuck` is raised when the others are done."""
        with ThreadPoolExecutor(self.plan.hands) as hands:
            return list(hands.map(act, things))

    def scan(self, who: str, service: str, action: str, reads: Iterable[Read], day: int, hour: float) -> None:
        """Scan each code with its context, from that hour of the day on. Raises `Stuck` when one is refused."""
        answers = self.try_scans(who, service, action, reads, day, hour)
        refused = [answer for answer in answers if answer["outcome"] == "refused"]
        if refused:
            raise Stuck(f"{who} {service} {action}: {refused[0]['say']} ({len(refused)} of {len(answers)})")

    def try_scans(
        self, who: str, service: str, action: str, reads: Iterable[Read], day: int, hour: float
    ) -> list[dict[str, Any]]:
        """The same, with what each was answered."""
        begin = datetime.fromisoformat(self.calendar.at(day, hour) or datetime.now(UTC).isoformat())
        apart = SCAN_S if self.calendar.dated else 0
        scans = [
            one_scan(code, context, action, begin + timedelta(seconds=turn * apart), f"poste-{who}")
            for turn, (code, context) in enumerate(reads)
        ]
        answers: list[dict[str, Any]] = []
        for batch in batches(scans, self.plan.batch):
            body = {"sent": datetime.now(UTC).isoformat(), "scans": batch}
            begun = time.monotonic()
            answers += self.site.send(who, "POST", f"/{service}/api/v1/scans", body)["results"]
            time.sleep(self.plan.rest * (time.monotonic() - begun))
        return answers


def one_scan(code: str, context: dict[str, str], action: str, at: datetime, station: str) -> dict[str, Any]:
    codes = [{"text": code, "symbology": "Code128"}]
    scan = {"id": str(uuid4()), "at": at.isoformat(), "station": station, "action": action, "codes": codes}
    return scan | {"with": context}


def batches(things: Sequence[T], size: int) -> Iterable[list[T]]:
    """So many at a time."""
    waiting = iter(things)
    while batch := list(islice(waiting, size)):
        yield batch
