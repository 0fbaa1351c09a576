"""A file from a spreadsheet as rows of text: what it holds beside cells is never looked at, and its size is bounded."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any

from services.chassis.errors import Invalid, Refusal
from services.contracts.sentence import say

MOST_ROWS = 5_000
MOST_COLUMNS = 60
# An XLSX is a packed folder of XML: how large it may be once unpacked.
MOST_UNPACKED = 30_000_000
MOST_FILES = 1_000
ZIP = b"PK\x03\x04"
_MERGED = re.compile(rb'<mergeCell\s[^>]*?ref="([A-Z0-9:]+)"')
_ROW = re.compile(rb"<row[ >/]")
# A text whose parts have their own look is written in pieces.
_PIECES = re.compile(rb"</t></r><r>(?:<rPr>.*?</rPr>)?<t[^>]*>", re.DOTALL)


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file: its number there, from 1, and its cells without the blanks around them."""

    number: int
    cells: Sequence[str]


def read_sheet(body: bytes) -> list[Row]:
    """The rows that are not empty, of a CSV (commas, semicolons or tabs) or of the first sheet of an XLSX.

    Formulas give what they came to when the file was saved. Raises `Invalid` (`sheet.unreadable`, `sheet.too_large`).
    """
    cells = _xlsx(body) if body.startswith(ZIP) else _csv(body)
    rows = [Row(number, row) for number, row in enumerate(cells, 1) if any(row)]
    if len(rows) > MOST_ROWS:
        raise Invalid("sheet.too_large", say("This file has more than %(most)s rows: split it.", most=MOST_ROWS))
    if any(len(row.cells) > MOST_COLUMNS for row in rows):
        told = say("A row of this file has more than %(most)s cells.", most=MOST_COLUMNS)
        raise Invalid("sheet.too_large", told)
    return rows


def _csv(body: bytes) -> Iterator[list[str]]:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        told = say("This file is neither XLSX nor UTF-8 text: save it as XLSX or as CSV UTF-8.")
        raise Invalid("sheet.unreadable", told) from error
    first = text.lstrip().split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from _text(_bounded(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)))
    except csv.Error as error:
        told = say("The quotes of a row are not closed, or text follows them.")
        raise Invalid("sheet.unreadable", told) from error


@contextmanager
def opened(body: bytes, formulas: bool = False) -> Iterator[Any]:
    """The workbook of an XLSX, read as one goes through it; `formulas` has them as they stand, not what they came to.

    Raises `Invalid` (`sheet.unreadable`, `sheet.too_large`), also for what only its rows show.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            files = packed.infolist()
        if len(files) > MOST_FILES or sum(one.file_size for one in files) > MOST_UNPACKED:
            raise Invalid("sheet.too_large", say("This file is too large once unpacked."))
        # Loaded by whoever reads one: with what it loads in turn it is a fifth of a worker's memory.
        yield import_module("services.chassis.sheet.excel").opened(body, formulas)
    except Refusal:
        raise
    except Exception as error:
        # The library says in a dozen ways that a file is no spreadsheet; to whoever sent it they are one.
        raise Invalid("sheet.unreadable", say("This file cannot be read as XLSX: save it anew.")) from error


def merged_cells(body: bytes, sheet: Any) -> list[str]:
    """The ranges of cells that are one (`A2:A31`) in a sheet of an opened XLSX, which itself leaves them out."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return [found.decode() for found in _MERGED.findall(packed.read(sheet._worksheet_path))]


def count_rows(body: bytes, sheet: Any) -> int:
    """How many rows are written in a sheet of an opened XLSX, whatever it says of its own size; 0 where none shows."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return len(_ROW.findall(packed.read(sheet._worksheet_path)))


def texts(body: bytes) -> Iterator[str]:
    """All that an XLSX says, part by part: comments, hidden sheets and what it tells of itself too."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        for one in packed.infolist():
            yield _PIECES.sub(b"", packed.read(one)).decode("utf-8", "replace")


def _xlsx(body: bytes) -> Iterator[list[str]]:
    with opened(body) as book:
        sheet = book.worksheets[0]
        # What the file says of its own size need not be so.
        sheet.reset_dimensions()
        # As many as tell that there are too many.
        yield from _text(sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True))


def _bounded(rows: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    for number, row in enumerate(rows):
        if number > MOST_ROWS + 1:
            return
        yield row


def _text(rows: Iterable[Sequence[object]]) -> Iterator[list[str]]:
    for row in rows:
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _cell(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    # The apostrophe with which a text was kept from being a formula.
    return "" if value is None else str(value).strip().removeprefix("'")
