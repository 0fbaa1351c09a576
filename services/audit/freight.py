"""The freight account of the recount: what each shipment cost its board, and in which month, from the log alone."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.audit.fact import Fact

QUEBEC = ZoneInfo("America/Toronto")


class Line(NamedTuple):
    """One line of a board's statement: a departure, or what took one back, with its event's id as a number."""

    event: int
    board: str
    month: str
    request: str
    shipment: str
    devices: int
    quoted: int
    actual: int


class Freight:
    """Every line, in the order of the log.

    Facts count here as they were told, also those that were undone: a departure that was taken back stands in its
    month, and what takes it back in its own. A share of the quote is what falls to all devices that left by then, less
    what fell before, so that shares add up; more than was asked was never quoted.
    """

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.lines: list[Line] = []
        self._quoted: dict[str, tuple[int, int]] = {}
        self._inside: dict[str, int] = {}
        self._of: dict[str, list[Line]] = defaultdict(list)
        for fact in facts:
            self._take(fact)

    def _take(self, fact: Fact) -> None:
        told = fact.data
        if fact.what == "carton.closed":
            self._inside[told["carton"]] = len(told["devices"])
        elif fact.source == "/intake" and told.get("lines") and "request" in told:
            asked = sum(line["quantity"] for line in told["lines"])
            self._quoted[told["request"]] = told["freight_cents"], asked
        elif fact.what == "shipment.dispatched":
            self._depart(fact)
        elif fact.what == "shipment.voided" or (fact.what, told.get("step")) == (
            "shipment.undone",
            "shipment.dispatched",
        ):
            self._take_back(fact)

    def _depart(self, fact: Fact) -> None:
        told, before = fact.data, self._of[fact.data["request"]]
        quote, asked = self._quoted.get(told["request"], (0, 0))
        devices = sum(self._inside.get(carton, 0) for carton in told["cartons"])
        left = min(sum(line.devices for line in before) + devices, asked)
        share = _nearest(quote * left, asked) - sum(line.quoted for line in before) if asked else 0
        self._write(fact, devices, share, told["freight_cents"])

    def _take_back(self, fact: Fact) -> None:
        mine = [line for line in self._of[fact.data["request"]] if line.shipment == fact.data["shipment"]]
        # Departures and what took them back alternate.
        if len(mine) % 2:
            last = mine[-1]
            self._write(fact, -last.devices, -last.quoted, -last.actual)

    def _write(self, fact: Fact, devices: int, quoted: int, actual: int) -> None:
        told = fact.data
        line = Line(
            fact.id, told["board"], _month(told["at"]), told["request"], told["shipment"], devices, quoted, actual
        )
        self.lines.append(line)
        self._of[line.request].append(line)


def _month(at: int) -> str:
    return f"{datetime.fromtimestamp(at / 1000, QUEBEC):%Y-%m}"


def _nearest(part: int, whole: int) -> int:
    """A division to the nearest, halves upwards."""
    return (part * 2 + whole) // (whole * 2)
