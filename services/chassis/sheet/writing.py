"""Rows as a file for a spreadsheet. What could be taken for a formula is written as the text that it is."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

# Spreadsheets read a cell that begins so as a formula, also in a CSV, and a formula may call programs.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | None


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


def write_sheets(kind: Format, sheets: Sequence[Sheet]) -> bytes:
    """The file. A CSV holds the first table alone, as UTF-8 with the mark by which Excel knows it."""
    return _csv(sheets[0]) if kind is Format.CSV else _xlsx(sheets)


def _csv(sheet: Sheet) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(_safe(row) for row in sheet.rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _xlsx(sheets: Iterable[Sheet]) -> bytes:
    book, out = Workbook(write_only=True), io.BytesIO()
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = "A2"
        head, *rows = sheet.rows
        bold = [WriteOnlyCell(page, value=value) for value in _safe(head)]
        for cell in bold:
            cell.font = Font(bold=True)
        page.append(bold)
        for row in rows:
            page.append(_safe(row))
    book.save(out)
    return out.getvalue()


def _safe(row: Sequence[Cell]) -> list[Cell]:
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]
