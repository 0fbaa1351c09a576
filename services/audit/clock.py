"""The clock in the recount: how long requests took, stage by stage, and boards with each device that they accepted.

Rules: from submitted (the first time) to granted (the first), to dispatched (the first shipment), to delivered (the
last one); the whole from submitted to delivered; what was paused is no time. A stage counts in the ISO week, by
Québec's calendar, in which it ended. Of a device the first configuration and hand-over of each stay count.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from services.audit.fact import CLOCKED, Fact
from services.audit.figures import Tables, tables

QUEBEC = ZoneInfo("America/Toronto")
# Each stage of a request, and the moments between which it lies.
STAGES = {
    "to_grant": ("submitted", "granted"),
    "to_dispatch": ("granted", "dispatched"),
    "to_deliver": ("dispatched", "delivered"),
    "whole": ("submitted", "delivered"),
}
OF_DEVICES = {
    "to_configure": ("accepted", "configured"),
    "to_hand_over": ("configured", "handed_over"),
    "to_use": ("accepted", "handed_over"),
}
BEGINNING = ("device.accepted", "device.transferred")
FIRST = {"request.submitted": "submitted", "request.granted": "granted", "shipment.dispatched": "dispatched"}


@dataclass(slots=True)
class Timed:
    """The moments of one request, in milliseconds, and the pauses between."""

    board: str = ""
    number: str = ""
    at: dict[str, int] = field(default_factory=dict)
    pauses: list[list[int | None]] = field(default_factory=list)

    def seconds(self, stage: str) -> int | None:
        """How long a stage took; None unless it is over."""
        begin, end = (self.at.get(moment) for moment in STAGES[stage])
        return None if begin is None or end is None else round((end - begin - self._still(begin, end)) / 1000)

    def week(self, stage: str) -> str:
        """In which week a stage that is over ended."""
        ended = datetime.fromtimestamp(self.at[STAGES[stage][1]] / 1000, UTC).astimezone(QUEBEC)
        return f"{ended:%G-W%V}"

    def _still(self, begin: int, end: int) -> int:
        spans = ((max(first or 0, begin), end if last is None else min(last, end)) for first, last in self.pauses)
        return sum(max(last - first, 0) for first, last in spans)


@dataclass(slots=True)
class Stay:
    """A device at the board that accepted it in this shipment or transfer; its moments as they were told, in order."""

    shipment: str
    board: str
    at: dict[str, int]

    def seconds(self, stage: str) -> int | None:
        """How long a stage took; None unless it is over. One that was handed over first was not waiting for it."""
        begin, end = OF_DEVICES[stage]
        if [moment for moment in self.at if moment in (begin, end)] != [begin, end]:
            return None
        return round((self.at[end] - self.at[begin]) / 1000)


class Clock:
    """All moments that stand."""

    def __init__(self, reopened: Mapping[int, str]) -> None:
        self._reopened = reopened
        self.requests: dict[str, Timed] = {}
        self.stays: dict[str, list[Stay]] = defaultdict(list)

    def take(self, fact: Fact) -> None:
        """Go on with one fact, whoever told it."""
        if fact.what == "device.undone" and fact.data["undone"] in self._reopened:
            shipment = self._reopened[fact.data["undone"]]
            device = fact.data["device"]
            self.stays[device] = [one for one in self.stays[device] if one.shipment != shipment]
        elif fact.what in CLOCKED:
            (self._move if fact.what.startswith("device.") else self._time)(fact)

    def _time(self, fact: Fact) -> None:
        told = fact.data
        one, at = self.requests.setdefault(told["request"], Timed()), told["at"]
        one.board, one.number = told.get("board") or one.board, told.get("number", one.number)
        if fact.what in FIRST:
            one.at.setdefault(FIRST[fact.what], at)
        elif fact.what == "shipment.delivered":
            one.at["delivered"] = max(at, one.at.get("delivered", at))
        elif fact.what == "request.paused" and not (one.pauses and one.pauses[-1][1] is None):
            one.pauses.append([at, None])
        elif fact.what == "request.resumed" and one.pauses and one.pauses[-1][1] is None:
            one.pauses[-1][1] = at

    def _move(self, fact: Fact) -> None:
        told, stays = fact.data, self.stays[fact.data["device"]]
        if fact.what in BEGINNING:
            came_in = told.get("transfer") or told["shipment"]
            if not told.get("damaged") and all(one.shipment != came_in for one in stays):
                stays.append(Stay(came_in, told["board"], {"accepted": told["at"]}))
        elif stays:
            moment = "configured" if fact.what == "device.configured" else "handed_over"
            stays[-1].at.setdefault(moment, told["at"])

    def tables(self, zones: Mapping[str, str]) -> Tables:
        """Of requests: every table of the clock, by its name, group and stage; `zones` is each board's."""
        found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for one in self.requests.values():
            for stage in STAGES:
                if (took := one.seconds(stage)) is not None:
                    groups = {"all": "", "by_board": one.board, "by_zone": zones.get(one.board, "unknown")}
                    for table, group in (groups | {"by_week": one.week(stage)}).items():
                        found[table, group, stage].append(took)
        return tables(found)

    def device_tables(self) -> Tables:
        """The same of devices: over all, and by board."""
        found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for stay in self._stays():
            for stage in OF_DEVICES:
                if (took := stay.seconds(stage)) is not None:
                    found["all", "", stage].append(took)
                    found["by_board", stay.board, stage].append(took)
        return tables(found)

    def _stays(self) -> Iterator[Stay]:
        for stays in self.stays.values():
            yield from stays
