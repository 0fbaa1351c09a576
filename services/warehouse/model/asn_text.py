"""The text of a supplier's notice: bytes, then lines, then fields; what cannot be read is named by its line."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from services.chassis.errors import FieldError
from services.contracts.sentence import Sentence, say
from services.warehouse.model.asn_place import COLUMNS, OPTIONAL, ROW, pointer

MOST_ROWS = 40_000
# Far more than there are columns, for their names to be told; what names more is no notice.
MOST_NAMES = 50
# A field of any length is read, so that its line and column can be told; how large a request is, the edge bounds.
csv.field_size_limit(2**31 - 1)
# Told, as the rows are read, how many were and how many there are; 0 where that cannot be told.
Seen = Callable[[int, int], object]
NO_HEAD = say("The first line must name these columns: %(columns)s.")
NO_DEVICE = say("This file announces no device.")
TOO_MANY = say("This file has more than %(most)s rows: split it.")


@dataclass(frozen=True)
class Line:
    """One row of the file: the line on which it begins, the names of its columns, its fields as they stand.

    `faults` says why the fields of the `unread` columns could not be read at all.
    """

    number: int
    columns: Sequence[str]
    fields: Sequence[str]
    faults: Sequence[FieldError] = ()
    unread: frozenset[str] = frozenset()

    def by_column(self) -> Mapping[str, str]:
        """Its fields by their columns, as far as they could be read; one that is not there is empty."""
        found = dict.fromkeys(self.columns, "") | dict(zip(self.columns, self.fields, strict=False))
        return {column: text for column, text in found.items() if column not in self.unread}


@dataclass(frozen=True)
class Text:
    """What could be read; `unfit` says why it is no notice at all, and then there are no lines."""

    lines: Sequence[Line] = ()
    faults: Sequence[FieldError] = ()
    unfit: Sentence | None = None


class _Reader(Protocol):
    """What the standard library's CSV reader gives: rows, and how many lines of text they took so far."""

    @property
    def line_num(self) -> int: ...

    def __next__(self) -> list[str]: ...


@dataclass
class _Reading:
    """The file while it is read."""

    columns: Sequence[str]
    lines: list[Line] = field(default_factory=list)
    faults: list[FieldError] = field(default_factory=list)


def unseen(read: int, rows: int) -> None:
    """Nobody looks how far it is."""


def read_text(body: bytes, seen: Seen = unseen) -> Text:
    """Read the file: UTF-8 with or without its mark, commas or (as Excel writes in French) semicolons."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        fault = FieldError(pointer(_line_at(body, error.start), ROW), "asn.encoding", say("This line is not UTF-8."))
        return Text(faults=(fault,), unfit=say("This file is not UTF-8 text: save it as CSV UTF-8."))
    separator = ";" if ";" in text.lstrip().split("\n", 1)[0] else ","
    # Its line ends as they are, which may stand within quotes.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    head, faults = _head(reader)
    if faults or not head:
        return Text(faults=faults, unfit=say(NO_HEAD.msgid, columns=", ".join(COLUMNS)))
    rows = text.rstrip().count("\n")
    return _body(reader, head, lambda read: seen(min(read, rows), rows))


def _line_at(body: bytes, position: int) -> int:
    return len(body[: position + 1].replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))


def _head(reader: _Reader) -> tuple[Sequence[str], Sequence[FieldError]]:
    """The columns that the first line names, and what is wrong with it. Nothing of it is echoed."""
    try:
        head = [name.strip() for name in next(reader, [])]
    except csv.Error:
        return (), (_broken(1),)
    if len(head) > MOST_NAMES:
        told = say("This line names more than %(most)s columns.", most=MOST_NAMES)
        return (), (FieldError(pointer(1, ROW), "asn.columns", told),)
    return head, head_faults(head, 1)


def head_faults(head: Sequence[str], line: int) -> Sequence[FieldError]:
    """What is wrong with the columns that a line names. Nothing of it is echoed."""
    missing = [
        FieldError(pointer(line, column), "asn.column_missing", say("This column is missing."))
        for column in (COLUMNS if head else ())
        if column not in head
    ]
    unknown = [
        FieldError(pointer(line, ROW), *_unknown(number, name))
        for number, name in enumerate(head, 1)
        if name not in (*COLUMNS, *OPTIONAL) or head.index(name) < number - 1
    ]
    return (*missing, *unknown)


def _unknown(number: int, name: str) -> tuple[str, Sentence]:
    if not name:
        told = say("Column %(number)s has no name: give each column its own, in a cell of its own.", number=number)
        return "asn.column_unnamed", told
    return "asn.column_unknown", say("Column %(number)s is not known here.", number=number)


def _body(reader: _Reader, columns: Sequence[str], seen: Callable[[int], object]) -> Text:
    reading = _Reading(columns)
    while _next(reader, reading):
        seen(reader.line_num - 1)
        if len(reading.lines) + len(reading.faults) > MOST_ROWS:
            return Text(unfit=say(TOO_MANY.msgid, most=MOST_ROWS))
    if not reading.lines and not reading.faults:
        return Text(unfit=NO_DEVICE)
    return Text(reading.lines, reading.faults)


def _next(reader: _Reader, reading: _Reading) -> bool:
    """Read one more row; False at the end. A row begins on the line after those read: quotes may hold line ends."""
    number = reader.line_num + 1
    try:
        fields = next(reader, None)
    except csv.Error:
        reading.faults.append(_broken(number))
        return True
    if fields:
        reading.lines.append(Line(number, reading.columns, fields))
    return fields is not None


def _broken(number: int) -> FieldError:
    told = say("The quotes of this row are not closed, or text follows them.")
    return FieldError(pointer(number, ROW), "asn.quotes", told)
