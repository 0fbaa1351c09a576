"""Writes the page of limits and rules, in both languages, from the code: `.venv/bin/python -m deploy.limits`."""

import csv
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from deploy.doors import doors
from deploy.refusals import refusals

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "docs/data"
PAGES = {"fr": ROOT / "docs/fr/limites.md", "en": ROOT / "docs/en/limits.md"}
PARTS = {
    "request": {"fr": "Demandes et réponses", "en": "Requests and answers"},
    "file": {"fr": "Fichiers", "en": "Files"},
    "sign-in": {"fr": "Connexions et clés", "en": "Sign-in and keys"},
    "business": {"fr": "Métier", "en": "Business"},
}
HEADS = {"fr": "| limite | valeur | où |\n| --- | --- | --- |", "en": "| limit | value | where |\n| --- | --- | --- |"}
UNITS = {
    "characters": {"fr": "caractères", "en": "characters"},
    "seconds": {"fr": "s", "en": "s"},
    "days": {"fr": "jours", "en": "days"},
    "": {"fr": "", "en": ""},
}
SIZES = ((2**30, "GiB", "Gio"), (2**20, "MiB", "Mio"), (2**10, "KiB", "Kio"))
SPANS = ((86_400, "days", "jours"), (3_600, "hours", "heures"), (60, "minutes", "minutes"), (1, "seconds", "secondes"))


def page(language: str) -> str:
    """The whole page: what is said beforehand, the limits, each rule that refuses, each door with its fields."""
    said = (DATA / f"limits.{language}.md").read_text(encoding="utf-8")
    return (
        said.replace("{limits}", _limits(language))
        .replace("{refusals}", refusals(language))
        .replace("{doors}", doors(language))
    )


def _limits(language: str) -> str:
    with (DATA / "limits.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = []
    for part, names in PARTS.items():
        lines = [_line(row, language) for row in rows if row["about"] == part]
        parts.append("\n".join([f"### {names[language]}", HEADS[language], *lines]))
    return "\n\n".join(parts)


def _line(row: dict[str, str], language: str) -> str:
    module, name = row["constant"].split(":")
    value = getattr(import_module(module), name)
    where = f"{module.replace('.', '/')}.py"
    return f"| {row[f'what_{language}']} | {_shown(value, row['unit'], language)} | `{where}` `{name}` |"


def _shown(value: int | float | timedelta, unit: str, language: str) -> str:
    if isinstance(value, timedelta):
        return _parted(value.total_seconds(), SPANS, language)
    if unit == "bytes":
        return _parted(value, SIZES, language)
    return f"{_figure(value, language)} {UNITS[unit][language]}".rstrip()


def _parted(value: float, parts: tuple[tuple[int, str, str], ...], language: str) -> str:
    """In the largest part of which it is a whole number of; else as it is."""
    for size, english, french in parts:
        if value % size == 0:
            return f"{_figure(value // size, language)} {english if language == 'en' else french}"
    return _figure(value, language)


def _figure(value: float, language: str) -> str:
    text = f"{value:,.0f}" if value == int(value) else str(value)
    return text.replace(",", "\N{NO-BREAK SPACE}") if language == "fr" else text


if __name__ == "__main__":
    for each, path in PAGES.items():
        path.write_text(page(each), encoding="utf-8")
        print(path.relative_to(ROOT))
