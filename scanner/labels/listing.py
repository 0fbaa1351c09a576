"""A CSV of what to label, row by row into labels."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from scanner.labels import label as made
from scanner.labels.label import Kind, Label

# The columns that a list must have; the others may be missing, or empty.
_CODE = ("code",)
COLUMNS: Mapping[Kind, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Kind.DEVICE: (("maker", "model", "serial"), ("asset_tag", "part")),
    Kind.TAG: (_CODE, ()),
    Kind.LOCATION: (_CODE, ()),
    Kind.CARTON: (_CODE, ("title",)),
    Kind.DOCUMENT: (_CODE, ("title",)),
    Kind.SCHOOL: (_CODE, ("title",)),
}
_MAKERS: Mapping[Kind, Callable[..., Label]] = {
    Kind.DEVICE: made.device_label,
    Kind.TAG: made.tag_label,
    Kind.LOCATION: made.location_label,
    Kind.CARTON: made.carton_label,
    Kind.DOCUMENT: made.document_label,
    Kind.SCHOOL: made.school_label,
}


class BadList(ValueError):
    """The list cannot be used as it is: the text says which row, or which column is missing."""


def labels_of(kind: Kind, lines: Iterable[str]) -> list[Label]:
    """A label a row, which it remembers. Columns: see `COLUMNS`."""
    rows = csv.DictReader(lines)
    missing = [name for name in COLUMNS[kind][0] if name not in (rows.fieldnames or ())]
    if missing:
        raise BadList(", ".join(missing))
    return list(_labels(kind, rows))


def label_of(kind: Kind, row: Mapping[str, str | None]) -> Label:
    """One label; ValueError if a code is malformed."""
    must, may = COLUMNS[kind]
    return _MAKERS[kind](*((row.get(name) or "").strip() for name in must + may))


def _labels(kind: Kind, rows: Iterable[dict[str, str]]) -> Iterator[Label]:
    for number, row in enumerate(rows, start=2):
        try:
            yield replace(label_of(kind, row), row=number)
        except ValueError as error:
            raise BadList(f"{number}: {error}") from error
