"""What a delivery costs a board: the dated rate card by zone, and how many devices a carton takes.

The card is data of this service (`data/rates.csv`, `data/cartons.csv`); an installation replaces it by its carrier's.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Self

from services.chassis.errors import Conflict
from services.contracts.sentence import say

ZONES = {"road": say("by road"), "remote": say("remote, by road"), "air_sea": say("by air or sea")}


@dataclass(frozen=True)
class Rate:
    """What one shipment into a zone costs, and each of its cartons (cents), by the card of `since`."""

    shipment_cents: int
    carton_cents: int
    since: date


@dataclass(frozen=True)
class Quote:
    """A freight as it is quoted on a day, with its terms: the rates of the zone, how many cartons each type takes."""

    zone: str
    day: date
    since: date
    shipment_cents: int
    carton_cents: int
    cartons: Mapping[str, int]

    @property
    def cents(self) -> int:
        return self.shipment_cents + self.carton_cents * sum(self.cartons.values())

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        days = {"day": self.day.isoformat(), "since": self.since.isoformat()}
        return vars(self) | days | {"cartons": dict(self.cartons)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        days = {name: date.fromisoformat(kept[name]) for name in ("day", "since")}
        return cls(**{**kept, **days})


@dataclass(frozen=True)
class Dated:
    """A row of the card and the days on which it holds (`last` included)."""

    key: str
    values: tuple[int, ...]
    first: date
    last: date | None

    def holds(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def quote_if_priced(zone: str, quantities: Mapping[str, int], day: date) -> Quote | None:
    """The same for who only looks; None where the card has no rate for some of it."""
    needed = [("rates.csv", zone), *(("cartons.csv", kind) for kind in quantities)]
    priced = all(any(row.key == key and row.holds(day) for row in _card(name)) for name, key in needed)
    return quote(zone, quantities, day) if priced else None


def quote(zone: str, quantities: Mapping[str, int], day: date) -> Quote:
    """The freight for so many devices of each type, sent together into `zone`. Raises `Conflict` without a rate."""
    priced = rate(zone, day)
    return Quote(zone, day, priced.since, priced.shipment_cents, priced.carton_cents, cartons(quantities, day))


def rate(zone: str, day: date) -> Rate:
    """The rate of a zone on a day. Raises `Conflict` when the card has none."""
    row = _on(_card("rates.csv"), zone, day)
    shipment, carton = row.values
    return Rate(shipment, carton, row.first)


def cartons(quantities: Mapping[str, int], day: date) -> dict[str, int]:
    """How many cartons so many devices of each type take; two types never share one."""
    return {kind: -(-quantity // capacity(kind, day)) for kind, quantity in quantities.items()}


def capacity(kind: str, day: date) -> int:
    """How many devices of a type one carton takes. Raises `Conflict` when the card has none."""
    return _on(_card("cartons.csv"), kind, day).values[0]


def pro_rata(cents: int, part: int, whole: int) -> int:
    """The share of a freight that falls to `part` of `whole` devices, to the nearest cent."""
    return (2 * cents * part + whole) // (2 * whole)


def _on(card: Sequence[Dated], key: str, day: date) -> Dated:
    for row in card:
        if row.key == key and row.holds(day):
            return row
    raise Conflict("freight.no_rate", say("The rate card has no price for this yet. Ask the Ministry to complete it."))


@cache
def _card(name: str) -> tuple[Dated, ...]:
    return tuple(_rows(name))


def _rows(name: str) -> Iterator[Dated]:
    text = (files("services.intake") / "data" / name).read_text(encoding="utf-8")
    for key, *values, first, last in list(csv.reader(text.splitlines()))[1:]:
        until = date.fromisoformat(last) if last else None
        yield Dated(key, tuple(int(value) for value in values), date.fromisoformat(first), until)
