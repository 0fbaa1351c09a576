"""A CSV of what to label, row by row into labels."""

import csv
from collections.abc import Iterable, Iterator

from scanner.labels.label import Label, carton_label, device_label, location_label

COLUMNS = {"device": ("maker", "model", "serial"), "location": ("code",), "carton": ("code",)}


class BadList(ValueError):
    """The list cannot be used as it is: the text says which row, or which column is missing."""


def labels_of(kind: str, lines: Iterable[str]) -> list[Label]:
    """A label a row. Columns: `maker,model,serial` and perhaps `asset_tag,part`; `code` for locations and cartons."""
    rows = csv.DictReader(lines)
    missing = [name for name in COLUMNS[kind] if name not in (rows.fieldnames or ())]
    if missing:
        raise BadList(", ".join(missing))
    return list(_labels(kind, rows))


def label_of(kind: str, row: dict[str, str]) -> Label:
    """One label; ValueError if a code is malformed."""
    if kind == "device":
        names = ("maker", "model", "serial", "asset_tag", "part")
        return device_label(*((row.get(name) or "").strip() for name in names))
    made = location_label if kind == "location" else carton_label
    return made((row.get("code") or "").strip())


def _labels(kind: str, rows: Iterable[dict[str, str]]) -> Iterator[Label]:
    for number, row in enumerate(rows, start=2):
        try:
            yield label_of(kind, row)
        except ValueError as error:
            raise BadList(f"{number}: {error}") from error
