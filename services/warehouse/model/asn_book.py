"""The text of a supplier's notice that comes as XLSX: the sheet that is the notice, its head, then its rows."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

from services.chassis.errors import FieldError, Invalid
from services.chassis.sheet.reading import count_rows, merged_cells, opened
from services.contracts.sentence import say
from services.warehouse.model.asn_excel import text_of
from services.warehouse.model.asn_place import COLUMNS, ROW, pointer
from services.warehouse.model.asn_text import (
    MOST_NAMES,
    MOST_ROWS,
    NO_DEVICE,
    NO_HEAD,
    TOO_MANY,
    Line,
    Seen,
    Text,
    head_faults,
    unseen,
)

# Titles and notes may stand above the head, so far down and no farther.
HEAD_WITHIN = 20
MERGED = say("Cells of this row are merged with others: give each row its own text.")
_RANGE = re.compile(r"[A-Z]+(?P<first>[0-9]+):[A-Z]+(?P<last>[0-9]+)")


@dataclass(frozen=True)
class _Head:
    """The line of a sheet that names columns, and how many of a notice's it names."""

    sheet: Any
    number: int
    names: Sequence[str]

    @property
    def known(self) -> int:
        return len(set(self.names) & set(COLUMNS))


def read_book(body: bytes, seen: Seen = unseen) -> Text:
    """Read the one sheet whose head names the columns of a notice, wherever it stands in the file.

    A row's number is the spreadsheet's own. Formulas, dates and numbers are judged by what their column takes.
    """
    try:
        with opened(body, formulas=True) as book:
            heads = [head for sheet in book.worksheets for head in _heads(sheet)]
            whole = [head for head in heads if head.known == len(COLUMNS)]
            if len({head.sheet.title for head in whole}) > 1:
                return Text(unfit=say("More than one sheet of this file is a notice: send one sheet a file."))
            return _read(body, whole[0], seen) if whole else _headless(heads)
    except Invalid as refusal:
        return Text(unfit=refusal.sentence)


def _heads(sheet: Any) -> Iterator[_Head]:
    """The lines that name a column of a notice."""
    # What the file says of its own size need not be so.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(max_row=HEAD_WITHIN, max_col=MOST_NAMES + 1, values_only=True)
    for number, values in enumerate(rows, 1):
        names = [str(value or "").strip().casefold() for value in values]
        while names and not names[-1]:
            names.pop()
        head = _Head(sheet, number, names)
        if head.known:
            yield head


def _headless(heads: Sequence[_Head]) -> Text:
    """No sheet is a notice; where one is nearly, what its head lacks."""
    nearest = max(heads, key=lambda head: head.known, default=None)
    faults = head_faults(nearest.names, nearest.number) if nearest else ()
    return Text(faults=faults, unfit=say(NO_HEAD.msgid, columns=", ".join(COLUMNS)))


def _read(body: bytes, head: _Head, seen: Seen) -> Text:
    faults = head_faults(head.names, head.number)
    if faults:
        return Text(faults=faults, unfit=say(NO_HEAD.msgid, columns=", ".join(COLUMNS)))
    lines = [line for line in _lines(body, head, seen) if any(line.fields) or line.faults]
    if len(lines) > MOST_ROWS:
        return Text(unfit=say(TOO_MANY.msgid, most=MOST_ROWS))
    return Text(lines) if lines else Text(unfit=NO_DEVICE)


def _lines(body: bytes, head: _Head, seen: Seen) -> Iterator[Line]:
    first, last = head.number + 1, head.number + MOST_ROWS + 2
    below = max(count_rows(body, head.sheet) - head.number, 0)
    merged = _merged(body, head, last)
    # As many as tell that there are too many rows, or a field too many.
    rows = head.sheet.iter_rows(min_row=first, max_row=last, max_col=len(head.names) + 1)
    for number, cells in enumerate(rows, first):
        yield _line(number, head.names, cells, number in merged)
        seen(min(number - head.number, below or number), below)


def _line(number: int, columns: Sequence[str], cells: Sequence[Any], merged: bool) -> Line:
    fields, unread = [], set()
    faults = [FieldError(pointer(number, ROW), "asn.merged", MERGED)] if merged else []
    for index, cell in enumerate(cells):
        column = columns[index] if index < len(columns) else ROW
        found = text_of(column, cell.data_type, cell.value) if cell.value is not None else ""
        if isinstance(found, str):
            fields.append(found)
        else:
            fields.append("")
            faults.append(FieldError(pointer(number, column), *found))
            unread.add(column)
    while len(fields) > len(columns) and not fields[-1]:
        fields.pop()
    return Line(number, columns, fields, faults, frozenset(unread))


def _merged(body: bytes, head: _Head, last: int) -> Set[int]:
    """The rows below the head of which cells are one with another's: only the first of them would have the text."""
    found = [one for cells in merged_cells(body, head.sheet) if (one := _RANGE.fullmatch(cells))]
    ranges = [(max(int(one["first"]), head.number + 1), min(int(one["last"]), last)) for one in found]
    return {row for first, end in ranges for row in range(first, end + 1)}
