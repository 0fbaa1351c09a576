"""The inventory of personal information: of every column that could hold any, what kind it is (A-2.1, s. 76).

`data/personal.csv` names each text, JSON or bytes column of every service with its kind, or `none`;
`data/personal.toml` says of each kind what it is, whose, why, for how long, who sees it and how it is erased, in both
languages.
"""

import csv
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

NONE = "none"
# What is said of a kind, in the order in which it is shown.
SAID = ("what", "whose", "why", "kept", "seen", "erased")


class Place(NamedTuple):
    """A column, by its service (`chassis` for the tables that each has)."""

    service: str
    table: str
    column: str


@cache
def inventory() -> Mapping[Place, str]:
    """The kind of every column of the inventory. Raises `ValueError` where one is named twice."""
    rows = list(csv.reader(_text("personal.csv").splitlines()))[1:]
    found = {Place(*row[:3]): row[3] for row in rows}
    if len(found) < len(rows):
        raise ValueError("a column stands twice in the inventory of personal information")
    return found


@cache
def kinds() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """What is said of each kind, by language."""
    return {name: told for name, told in _told().items() if name not in ("places", "words")}


def stores(language: str) -> Sequence[Mapping[str, str]]:
    """The stores that are no column: logs, files, backups."""
    found: Sequence[Mapping[str, str]] = _told()["places"][language]
    return found


def words(language: str) -> Mapping[str, str]:
    """The words of the page that is made of the inventory."""
    found: Mapping[str, str] = _told()["words"][language]
    return found


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(_text("personal.toml"))


def _text(name: str) -> str:
    return (files("services.contracts") / "data" / name).read_text(encoding="utf-8")
