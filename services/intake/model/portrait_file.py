"""A portrait in a spreadsheet, judged row by row: each fault by its row and column, and nothing taken beside one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from services.chassis.errors import FieldError, Invalid
from services.chassis.sheet.reading import Row
from services.contracts.intake import OwnOrder, TypeNeed
from services.contracts.reference import categories
from services.contracts.sentence import Sentence, say
from services.contracts.values import CODE_PERMANENT, BoardCode
from services.intake.model.columns import REQUIRED, known
from services.intake.model.portrait import wrong_lines
from services.intake.model.row_place import ROW, pointer

MOST_FAULTS = 100
# More than there are students in Québec is a slip of the keyboard.
MOST = 1_000_000
COUNT = re.compile(r"[0-9]{1,7}", re.ASCII)
ORDER = re.compile(r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\s*:\s*(?P<quantity>[0-9]{1,7})", re.ASCII)


class Stated(NamedTuple):
    """What a file says of a board: what it can configure a week, and the lines of its portrait."""

    weekly_capacity: int
    lines: list[TypeNeed]


@dataclass
class _Reading:
    """The file while it is judged: the faults so far, the rows that became lines, and the capacities that they give."""

    faults: list[FieldError] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    lines: list[TypeNeed] = field(default_factory=list)
    capacities: dict[int, int] = field(default_factory=dict)

    def fault(self, row: int, column: str, code: str, detail: Sentence) -> None:
        self.faults.append(FieldError(pointer(row, column), code, detail))


def stated_in(rows: Sequence[Row], board: BoardCode, day: date) -> Stated:
    """What the rows say of `board` on `day`. Raises `Invalid` (`portrait.file`) with the first hundred faults."""
    reading = _Reading()
    if not rows:
        reading.fault(1, ROW, "file.empty", say("This file is empty: the first row names the columns."))
    else:
        _students(reading, rows)
        head = [cell.lower() for cell in rows[0].cells]
        _head(reading, rows[0].number, head)
        if not reading.faults:
            _body(reading, head, rows[1:], board, day)
    if reading.faults:
        found = sorted(reading.faults, key=lambda one: _row_of(one.pointer))[:MOST_FAULTS]
        told = say("%(count)s fault(s) in this file: nothing was kept. Correct it and send it again.", count=len(found))
        raise Invalid("portrait.file", told, tuple(found))
    return Stated(next(iter(reading.capacities.values())), reading.lines)


def _students(reading: _Reading, rows: Sequence[Row]) -> None:
    """Needs are counted, never named: what is like a student's code stops the file, in whatever column it stands."""
    for row in rows:
        if CODE_PERMANENT.search(" | ".join(row.cells)):
            told = say("This row holds what looks like a student’s code permanent. Remove it: nobody is ever named.")
            reading.fault(row.number, ROW, "file.student", told)


def _head(reading: _Reading, row: int, head: Sequence[str]) -> None:
    """Nothing of a strange name is echoed: it may be a person's."""
    for number, name in enumerate(head, 1):
        if name not in known():
            told = say("Column %(number)s is not known here: remove it, the file counts devices alone.", number=number)
            reading.fault(row, ROW, "file.column_unknown", told)
        elif name in head[: number - 1]:
            reading.fault(row, name, "file.column_twice", say("This column stands twice: keep one."))
    for name in REQUIRED:
        if name not in head:
            reading.fault(row, name, "file.column_missing", say("This column is missing: add it to the first row."))


def _body(reading: _Reading, head: Sequence[str], rows: Sequence[Row], board: BoardCode, day: date) -> None:
    if not rows:
        reading.fault(2, ROW, "file.empty", say("No row follows the names of the columns: give one for each type."))
    for row in rows:
        if len(row.cells) > len(head):
            told = say("This row has more cells than there are columns.")
            reading.fault(row.number, ROW, "file.cells", told)
            continue
        cells = dict.fromkeys(head, "") | dict(zip(head, row.cells, strict=False))
        if cells.get("board", "") not in ("", board):
            told = say("This row is another board’s: a board gives its own portrait alone.")
            reading.fault(row.number, "board", "file.board", told)
        _line(reading, row.number, cells, day)
    for fault in wrong_lines(reading.lines, day):
        reading.faults.append(_placed(fault, reading.rows))


def _line(reading: _Reading, row: int, cells: Mapping[str, str], day: date) -> None:
    counts = {name: _count(reading, row, name, cells.get(name, "")) for name in (*categories(), *OWN)}
    orders = list(_orders(reading, row, cells.get("orders", "")))
    _capacity(reading, row, cells["weekly_capacity"])
    ordered = counts["on_order"] if cells.get("on_order") else sum(one.quantity for one in orders)
    by_category = {
        code: counts[code] for code, term in categories().items() if counts[code] or (code in cells and term.holds(day))
    }
    reading.rows.append(row)
    reading.lines.append(
        TypeNeed(
            type=cells["type"].lower()[:20],
            need=sum(by_category.values()),
            by_category=by_category,
            own_available=counts["own_available"],
            on_order=ordered,
            in_repair=counts["in_repair"],
            orders=orders,
        )
    )


OWN = ("own_available", "on_order", "in_repair")


def _count(reading: _Reading, row: int, column: str, text: str) -> int:
    if not text:
        return 0
    if not COUNT.fullmatch(text) or int(text) > MOST:
        told = say("Write a whole number from 0 to %(most)s.", most=MOST)
        reading.fault(row, column, "file.count", told)
        return 0
    return int(text)


def _capacity(reading: _Reading, row: int, text: str) -> None:
    if not text:
        reading.fault(
            row, "weekly_capacity", "file.count", say("Say how many devices the board can configure per week.")
        )
        return
    given = _count(reading, row, "weekly_capacity", text)
    first = next(iter(reading.capacities.values()), given)
    if given != first:
        told = say("This is another number than on an earlier row: a board has one capacity.")
        reading.fault(row, "weekly_capacity", "file.capacity", told)
    reading.capacities[row] = first


def _orders(reading: _Reading, row: int, text: str) -> Iterator[OwnOrder]:
    for part in filter(None, (one.strip() for one in re.split(r"[;,\n]", text))):
        try:
            found = ORDER.fullmatch(part)
            if found is None:
                raise ValueError
            yield OwnOrder(expected=date.fromisoformat(found["day"]), quantity=int(found["quantity"]))
        except ValueError:
            told = say("Write each order as its day, a colon and how many, with semicolons between: 2020-10-01: 5.")
            reading.fault(row, "orders", "file.orders", told)


def _placed(fault: FieldError, rows: Sequence[int]) -> FieldError:
    """A fault of a line of the portrait, at the row of the file that gave it."""
    index, _, name = fault.pointer.removeprefix("/lines/").partition("/")
    return FieldError(pointer(rows[int(index)], name or ROW), fault.code, fault.detail)


def _row_of(place: str) -> int:
    return int(place.removeprefix("row ").partition(",")[0])
