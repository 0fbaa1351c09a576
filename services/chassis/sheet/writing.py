"""Rows as a file for a spreadsheet. What could be taken for a formula is written as the text that it is.

A CSV is written as spreadsheets of the reader's language open it: in French with semicolons and a decimal comma, in
English with commas and a point. `sheet/reading.py` reads both.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from importlib import import_module
from typing import cast

# Spreadsheets read a cell that begins so as a formula, also in a CSV, and a formula may call programs (OWASP, CSV
# injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

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
    """A table with its name: the first row names the columns."""

    name: str
    rows: Sequence[Sequence[Cell]]


def write_sheets(kind: Format, sheets: Sequence[Sheet], language: str) -> bytes:
    """The file. A CSV holds the first table alone, as UTF-8 with the mark by which Excel knows it."""
    return _csv(sheets[0], language) if kind is Format.CSV else _xlsx(sheets)


def _csv(sheet: Sheet, language: str) -> bytes:
    out = io.StringIO(newline="")
    comma, point = (",", ".") if language == "en" else (";", ",")
    lines = ([_written(cell, point) for cell in _safe(row)] for row in sheet.rows)
    csv.writer(out, delimiter=comma, lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode("utf-8-sig")


def _written(cell: Cell, point: str) -> Cell:
    return f"{cell}".replace(".", point) if isinstance(cell, float | Decimal) else cell


def _xlsx(sheets: Iterable[Sheet]) -> bytes:
    # Loaded by whoever writes one: a worker, which has these modules too, never does.
    book = import_module("services.chassis.sheet.book")
    return cast(bytes, book.written((sheet.name, (_safe(row) for row in sheet.rows)) for sheet in sheets))


def _safe(row: Sequence[Cell]) -> list[Cell]:
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]
