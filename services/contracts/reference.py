"""Dated reference data shipped with the release: the 72 boards, device types, models, the priority categories."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from services.contracts.term import Days, Term, days, terms
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
    region_code: str
    region: str
    town: str
    postal_code: str
    zone: str
    schools: int

    def name(self, language: str) -> str:
        return self.name_en if language == "en" else self.name_fr


@dataclass(frozen=True)
class Model(Days):
    """A device model that the reserve may hold, on its days; `code` is the maker's part number."""

    code: str
    maker: str
    name: str
    type: str
    screen: str
    storage: str
    cellular: str

    @property
    def inches(self) -> float:
        """The screen's diagonal."""
        return float(self.screen.removesuffix(" po").replace(",", "."))

    @property
    def gigabytes(self) -> int:
        """What the storage holds."""
        return int(self.storage.removesuffix(" Go"))


@cache
def boards() -> Mapping[str, Board]:
    """Every board by its code, in the order of the codes."""
    found = [_board(row) for row in _rows("boards.csv")]
    return {board.code: board for board in sorted(found, key=lambda board: board.code)}


@cache
def device_types() -> Mapping[str, Term]:
    """Device types by code, in the order in which pages show them."""
    return terms(_rows("device_types.csv"))


@cache
def categories() -> Mapping[str, Term]:
    """The priority categories by code, first priority first: cover is allotted in this order."""
    return terms(sorted(_rows("categories.csv"), key=lambda row: int(row["rank"])))


@cache
def models() -> Mapping[str, Model]:
    """Device models by the maker's part number."""
    names = ("code", "maker", "name", "type", "screen", "storage", "cellular")
    return {row["code"]: Model(*days(row), *(row[name] for name in names)) for row in _rows("models.csv")}


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
        region_code=row["region_code"],
        region=row["region"],
        town=row["town"],
        postal_code=row["postal_code"],
        zone=row["zone"],
        schools=int(row["schools"]),
    )
