"""Dated reference data shipped with the release: the 72 boards, device types, models, the five priority categories."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from services.contracts.values import BoardCode

Language = Literal["fr", "en"]


@dataclass(frozen=True)
class Board:
    """A school service centre or board. `zone` decides delivery time and freight: road, remote or air_sea."""

    code: BoardCode
    name_fr: str
    name_en: str
    kind: str
    language: Language
    region: str
    town: str
    postal_code: str
    zone: str
    schools: int

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr


@dataclass(frozen=True)
class Term:
    """A word of a vocabulary with its two names and the days on which it may be used (`valid_to` included)."""

    code: str
    name_fr: str
    name_en: str
    valid_from: date
    valid_to: date | None

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Model:
    """A device model that the reserve may hold, on its days; `code` is the maker's part number."""

    code: str
    maker: str
    name: str
    type: str
    screen: str
    storage: str
    cellular: str
    valid_from: date
    valid_to: date | None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@cache
def boards() -> Mapping[str, Board]:
    """Every board by its code, in the order of the codes."""
    found = [_board(row) for row in _rows("boards.csv")]
    return {board.code: board for board in sorted(found, key=lambda board: board.code)}


@cache
def device_types() -> Mapping[str, Term]:
    """Device types by code, in the order in which pages show them."""
    return {row["code"]: _term(row) for row in _rows("device_types.csv")}


@cache
def categories() -> Mapping[str, Term]:
    """The five priority categories by code, first priority first: cover is allotted in this order."""
    ranked = sorted(_rows("categories.csv"), key=lambda row: int(row["rank"]))
    return {row["code"]: _term(row) for row in ranked}


@cache
def models() -> Mapping[str, Model]:
    """Device models by the maker's part number."""
    return {row["code"]: Model(**row | _days(row)) for row in _rows("models.csv")}


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (files("services.contracts") / "data" / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _board(row: dict[str, str]) -> Board:
    return Board(
        code=BoardCode(row["code"]),
        name_fr=row["name"],
        name_en=row["name_en"] or row["name"],
        kind=row["kind"],
        language="en" if row["language"] == "en" else "fr",
        region=row["region"],
        town=row["town"],
        postal_code=row["postal_code"],
        zone=row["zone"],
        schools=int(row["schools"]),
    )


def _term(row: dict[str, str]) -> Term:
    return Term(code=row["code"], name_fr=row["name_fr"], name_en=row["name_en"], **_days(row))


def _days(row: dict[str, str]) -> dict[str, Any]:
    until = row["valid_to"]
    return {
        "valid_from": date.fromisoformat(row["valid_from"]),
        "valid_to": date.fromisoformat(until) if until else None,
    }
