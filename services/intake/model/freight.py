"""What a delivery costs a board: the dated rate card by zone, and how many devices a carton takes.

The card is data of this service (`data/rates.csv`, `data/cartons.csv`); an installation replaces it by its carrier's.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from services.chassis.errors import Conflict
from services.contracts.sentence import say


@dataclass(frozen=True)
class Rate:
    """What one shipment into a zone costs, and each of its cartons (cents)."""

    shipment_cents: int
    carton_cents: int

    def cost(self, cartons: int) -> int:
        return self.shipment_cents + cartons * self.carton_cents


@dataclass(frozen=True)
class Dated:
    """A row of the card and the days on which it holds (`last` included)."""

    key: str
    values: tuple[int, ...]
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def quote(zone: str, quantities: Mapping[str, int], day: date) -> int:
    """The freight in cents for so many devices of each type, sent together into `zone`."""
    return rate(zone, day).cost(cartons(quantities, day))


def rate(zone: str, day: date) -> Rate:
    """The rate of a zone on a day. Raises `Conflict` when the card has none."""
    return Rate(*_on(_card("rates.csv"), zone, day))


def cartons(quantities: Mapping[str, int], day: date) -> int:
    """How many cartons so many devices of each type take; two types never share one."""
    return sum(-(-quantity // capacity(kind, day)) for kind, quantity in quantities.items())


def capacity(kind: str, day: date) -> int:
    """How many devices of a type one carton takes. Raises `Conflict` when the card has none."""
    return _on(_card("cartons.csv"), kind, day)[0]


def pro_rata(cents: int, part: int, whole: int) -> int:
    """The share of a freight that falls to `part` of `whole` devices, to the nearest cent."""
    return (2 * cents * part + whole) // (2 * whole)


def _on(card: Sequence[Dated], key: str, day: date) -> tuple[int, ...]:
    for row in card:
        if row.key == key and row.holds(day):
            return row.values
    raise Conflict("freight.no_rate", say("The rate card has no price for this yet. Ask the Ministry to complete it."))


@cache
def _card(name: str) -> tuple[Dated, ...]:
    return tuple(_rows(name))


def _rows(name: str) -> Iterator[Dated]:
    text = (files("services.intake") / "data" / name).read_text(encoding="utf-8")
    for key, *values, first, last in list(csv.reader(text.splitlines()))[1:]:
        until = date.fromisoformat(last) if last else None
        yield Dated(key, tuple(int(value) for value in values), date.fromisoformat(first), until)
