"""Rows as a file for a spreadsheet. What could be taken for a formula is written as the text that it is.

A CSV is written as spreadsheets of the reader's language open it: in French with semicolons and a decimal comma, in
English with commas and a point. `sheet/reading.py` reads both.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from itertools import islice
from typing import cast

# Spreadsheets read a cell that begins so as a formula, also in a CSV, and a formula may call programs (OWASP, CSV
# injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

# Rows of a CSV that leave together.
AT_ONCE = 500

Cell = str | int | float | Decimal | None


class Format(StrEnum):
    """How a table leaves."""

    CSV = "csv"
    XLSX = "xlsx"


TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Sheet:
    """A table with its name: the first row names the columns. Its rows are gone through once."""

    name: str
    rows: Iterable[Sequence[Cell]]


def write_sheets(kind: Format, sheets: Sequence[Sheet], language: str) -> bytes:
    """The file. A CSV holds the first table alone, as UTF-8 with the mark by which Excel knows it."""
    return b"".join(written(kind, sheets, language))


def written(kind: Format, sheets: Sequence[Sheet], language: str) -> Iterator[bytes]:
    """The same file piece by piece, as its rows come: no more of it is in memory than of them."""
    return _csv(sheets[0], language) if kind is Format.CSV else _xlsx(sheets)


def _csv(sheet: Sheet, language: str) -> Iterator[bytes]:
    comma, point = (",", ".") if language == "en" else (";", ",")
    rows = ([_written(cell, point) for cell in _safe(row)] for row in sheet.rows)
    # The head leaves before the first row is read.
    mark, many = "\N{BYTE ORDER MARK}", 1
    while lines := list(islice(rows, many)):
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=comma, lineterminator="\r\n").writerows(lines)
        yield f"{mark}{out.getvalue()}".encode()
        mark, many = "", AT_ONCE


def _written(cell: Cell, point: str) -> Cell:
    return f"{cell}".replace(".", point) if isinstance(cell, float | Decimal) else cell


def _xlsx(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    # Loaded by whoever writes one: a worker, which has these modules too, never does.
    book = import_module("services.chassis.sheet.book")
    named = ((sheet.name, (_safe(row) for row in sheet.rows)) for sheet in sheets)
    return cast(Iterator[bytes], book.written(named))


def _safe(row: Sequence[Cell]) -> list[Cell]:
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]
