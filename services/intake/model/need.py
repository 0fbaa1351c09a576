"""Unmet need, the reserve's first rule: need - own available - on order - reserve devices granted or held."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from services.contracts.reference import categories
from services.contracts.sentence import Sentence, say
from services.intake.model.vocabulary import TypeName, in_order


def cover(own_available: Any, on_order: Any, held: Any) -> Any:
    """What a board has against its need, with what is coming: of numbers here, of columns where the database counts.

    Devices in repair cover nothing.
    """
    return own_available + on_order + held


@dataclass(frozen=True)
class Cover:
    """How much of one category's need is covered."""

    category: str
    need: int
    covered: int


@dataclass(frozen=True)
class Need:
    """A board's need of one device type against what it has. Devices in repair cover no need.

    `held` counts what was granted or is held from the reserve; of it, `to_come` is granted and has not come yet.
    """

    type: str
    by_category: Mapping[str, int]
    own_available: int
    on_order: int
    in_repair: int
    held: int
    to_come: int = 0

    @property
    def in_hand(self) -> int:
        """What the board has from the reserve."""
        return self.held - self.to_come

    @property
    def need(self) -> int:
        return sum(self.by_category.values())

    @property
    def lacking(self) -> int:
        """What the board cannot supply itself."""
        return self._beyond(held=0)

    @property
    def unmet(self) -> int:
        """What the reserve may still be asked for; never below 0, whatever the terms beside it."""
        return self._beyond(self.held)

    def _beyond(self, held: int) -> int:
        return int(max(self.need - cover(self.own_available, self.on_order, held), 0))

    @property
    def satisfaction(self) -> float:
        """Covered / need, from 0 to 1; a type that nobody needs is satisfied."""
        return round((self.need - self.unmet) / self.need, 4) if self.need else 1.0

    @property
    def categories(self) -> list[Cover]:
        """The cover allotted in the categories' order: the first priority is covered first."""
        left = self.need - self.unmet
        found = []
        for category in ranked(self.by_category):
            covered = min(left, self.by_category[category])
            found.append(Cover(category, self.by_category[category], covered))
            left -= covered
        return found

    def over(self, asked: int) -> Sentence:
        """Why `asked` is too much, with the terms of the unmet need."""
        return say(
            "%(type)s: %(asked)s asked, %(unmet)s unmet (need %(need)s, own available %(own)s, on order %(ordered)s, "
            "granted or held from the reserve %(held)s). Ask for %(unmet)s at most.",
            type=TypeName(self.type),
            asked=asked,
            unmet=self.unmet,
            need=self.need,
            own=self.own_available,
            ordered=self.on_order,
            held=self.held,
        )


def none_of(kind: str, held: int) -> Need:
    """The need of a type that the board's portrait does not name."""
    return Need(kind, {}, 0, 0, 0, held)


def ranked(codes: Iterable[str]) -> list[str]:
    """Categories, first priority first."""
    order = list(categories())
    return sorted(codes, key=lambda code: order.index(code) if code in order else len(order))


def complete(stated: Iterable[Need], held: Mapping[str, int]) -> list[Need]:
    """The needs stated in a portrait and those types that are only held, in the order in which pages show types."""
    found = {need.type: need for need in stated}
    found |= {kind: none_of(kind, count) for kind, count in held.items() if kind not in found and count}
    return [found[kind] for kind in in_order(found)]
