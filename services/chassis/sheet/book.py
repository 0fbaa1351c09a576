"""An XLSX as XlsxWriter writes it: row by row, each text in its own cell and never taken for a formula or a link."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter

# What XML has no place for, and what a sheet's name may not hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
NOT_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
# Rows are written to the disk as they come: a list of 100,000 does not lie in memory.
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
# With what every packed folder begins (APPNOTE.TXT, 4.3.7).
SIGNATURE = b"PK"
AT_ONCE = 256 * 1024

Value = str | int | float | Decimal | None


def written(sheets: Iterable[tuple[str, Iterable[Sequence[Value]]]]) -> Iterator[bytes]:
    """An XLSX of sheets by name, piece by piece; the first row of each is its head, which stays in sight.

    Its first two bytes leave before a row is read, so that a browser shows at once that it is on its way. What is
    broken off no program opens: the table of contents comes last.
    """
    yield SIGNATURE
    with TemporaryFile() as out:
        _write(out, sheets)
        out.seek(len(SIGNATURE))
        yield from iter(partial(out.read, AT_ONCE), b"")


def _write(out: IO[bytes], sheets: Iterable[tuple[str, Iterable[Sequence[Value]]]]) -> None:
    with xlsxwriter.Workbook(out, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for name, rows in sheets:
            page = book.add_worksheet(_name(name))
            page.freeze_panes(1, 0)
            for number, row in enumerate(rows):
                page.write_row(number, 0, [_clean(value) for value in row], None if number else bold)


def _clean(value: Value) -> Value:
    return NOT_XML.sub("", value) if isinstance(value, str) else value


def _name(name: str) -> str:
    return NOT_NAME.sub(" ", NOT_XML.sub("", name))[:LONGEST_NAME].strip() or "1"
