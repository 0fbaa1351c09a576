"""Words of a vocabulary that change in time: each with the names that it had, and from which day to which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Days:
    """The days on which something may be used, both included; `valid_to` None is without an end yet."""

    valid_from: date
    valid_to: date | None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Wording(Days):
    """The two names of a word, and the days on which it had them."""

    name_fr: str
    name_en: str

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr


@dataclass(frozen=True)
class Term:
    """A word of a vocabulary with its wordings, oldest first.

    A word may be widened: then it has another name from that day on, and what was said before keeps the name of its
    own day, and so its meaning.
    """

    code: str
    wordings: tuple[Wording, ...]

    def name(self, language: str, day: date | None = None) -> str:
        """The name on `day`, the newest without one. Before its first day it has its first name."""
        return self.wording(day).name(language)

    def wording(self, day: date | None = None) -> Wording:
        begun = [one for one in self.wordings if day is None or one.valid_from <= day]
        return begun[-1] if begun else self.wordings[0]

    def holds(self, day: date) -> bool:
        """Whether it may be used on `day`."""
        return any(one.holds(day) for one in self.wordings)


def terms(rows: Iterable[Mapping[str, str]]) -> dict[str, Term]:
    """Words by code, in the order in which each comes first; a code on several rows has a wording from each."""
    found: dict[str, list[Wording]] = {}
    for row in rows:
        found.setdefault(row["code"], []).append(Wording(*days(row), row["name_fr"], row["name_en"]))
    return {code: Term(code, tuple(sorted(some, key=lambda one: one.valid_from))) for code, some in found.items()}


def days(row: Mapping[str, str]) -> tuple[date, date | None]:
    """The first and the last day of a row."""
    return date.fromisoformat(row["valid_from"]), date.fromisoformat(row["valid_to"]) if row["valid_to"] else None
