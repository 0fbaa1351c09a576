"""Blanks in the text of a table: what is a story's own in each column, and the text of a copy with them filled."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Column, Integer, LargeBinary, String, Table, UniqueConstraint, Uuid

from services.intake.model.calendar import day_of
from services.portal.model.clock import week

BLANKS = [chr(0xE000 + place) for place in range(10)]
ID, NAME, BOARD, SCHOOL, AISLE, DAY, EVE, WEEK, MONTH, NUMBER = BLANKS
# The same in bytes, which stand in a line as hexadecimal digits: digits for a blank would be found in hashes too.
IN_BYTES = {blank: chr(ord(blank) + 0x100) for blank in BLANKS}
OWN = frozenset({ID, NAME, NUMBER})
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
IDS = re.compile(r"\b[0-9a-f]{8}(?=-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)")
NUMBERED = re.compile(r"[A-Z]\d{6}")
SHELF = re.compile(r"\bA-\d\d(?=-\d\d\b)")
# There is one round at a time, and who signs in is nobody's story.
ALONE = re.compile("round.*|account.*|attempts|sign_in|station|digest")
# Places in the log are counted through all stories: the story's own digits stand behind the number of the copy.
PLACES, PLACE_DIGITS = frozenset({"position", "last_position"}), 4
NULL = r"\N"

Key = tuple[int, ...]


def letters(number: int, length: int) -> str:
    """A number in so many digits and capitals."""
    found = ""
    for _ in range(length):
        number, digit = divmod(number, len(DIGITS))
        found = DIGITS[digit] + found
    if number:
        raise ValueError("more names than their length allows")
    return found


@dataclass
class Marked:
    """The lines of a table with blanks in them. Of the keys that are `shared` by stories those `taken` come no more."""

    table: Table
    lines: list[str]
    shared: tuple[Key, ...] = ()
    bytes: bool = False
    taken: set[tuple[object, ...]] = field(default_factory=set)

    def filled(self, values: Mapping[str, str]) -> str:
        """The lines of one copy; without those of which another copy has the key already."""
        text = "\n".join(self.lines)
        for blank, value in values.items():
            text = text.replace(blank, value)
            if self.bytes:
                text = text.replace(IN_BYTES[blank], value.encode().hex())
        return "\n".join(line for line in text.split("\n") if self.is_new(line)) if self.shared else text

    def is_new(self, line: str) -> bool:
        """Whether no row has a key of this one; from now on its keys are taken."""
        cells = line.split("\t")
        keys = {(key, *(cells[place] for place in key)) for key in self.shared}
        keys = {key for key in keys if NULL not in key}
        new = self.taken.isdisjoint(keys)
        self.taken |= keys
        return new


class Marker:
    """Knows what is a story's own: its board, its day, and the names of its things."""

    def __init__(self, board: str, told: datetime, found: Mapping[str, Mapping[Table, Sequence[str]]]) -> None:
        # The server's day, and Québec's, which may be the one before.
        self.day, self.eve = f"{told:%Y-%m-%d}", f"{told - timedelta(days=1):%Y-%m-%d}"
        self.week, self.month = week(told), f"{day_of(told):%Y-%m}"
        self.board, self.school = board, re.compile(rf"\b{board[:3]}[1-9]\d\d\b")
        pairs = [pair for tables in found.values() for pair in tables.items()]
        named = sorted({name for table, lines in pairs for name in _names(table, lines) if name != board})
        self.names = {name: _blank(name, at) for at, name in enumerate(named)}
        longest = sorted(map(re.escape, named), key=len, reverse=True)
        self.named = re.compile(rf"(?<![A-Za-z0-9])({'|'.join(longest)})(?![A-Za-z0-9])")

    def mark(self, table: Table, lines: Sequence[str]) -> Marked:
        """A table's lines with blanks; those that have none, and tables that stay alone, are left out."""
        if ALONE.fullmatch(table.name):
            return Marked(table, [])
        counted = {place for key in _unique(table) for place in key if _is(table, place, Integer)}
        columns = list(table.columns)
        marked = [
            "\t".join(map(self._cell, columns, range(len(columns)), line.split("\t"), [counted] * len(columns)))
            for line in lines
        ]
        own = [line for line in marked if any(blank in line for blank in BLANKS)]
        keys = [tuple(table.columns.keys().index(one.name) for one in table.primary_key), *_unique(table)]
        shared = tuple(key for key in keys if not all(_is_own(line, key) for line in own))
        return Marked(table, own, shared, any(isinstance(one.type, LargeBinary) for one in columns))

    def _cell(self, column: Column, place: int, cell: str, counted: set[int]) -> str:
        if cell == NULL:
            return cell
        if column.name in PLACES:
            return NUMBER + cell.rjust(PLACE_DIGITS, "0")
        if place in counted:
            return cell + NUMBER
        if isinstance(column.type, LargeBinary):
            return self._bytes(cell)
        return self._text(cell)

    def _bytes(self, cell: str) -> str:
        try:
            text = self._text(bytes.fromhex(cell.removeprefix(r"\\x")).decode())
        except UnicodeDecodeError:
            return cell
        return r"\\x" + "".join(IN_BYTES.get(one) or one.encode().hex() for one in text)

    def _text(self, cell: str) -> str:
        if cell == self.month:
            return MONTH
        cell = self.named.sub(lambda found: self.names[found[0]], IDS.sub(ID, cell))
        cell = self.school.sub(_school, cell).replace(self.board, BOARD)
        cell = SHELF.sub(f"A-{AISLE}", cell).replace(self.week, WEEK)
        return cell.replace(self.day, DAY).replace(self.eve, EVE)


def _blank(name: str, at: int) -> str:
    """A name's place: a number of ours stays one; else as long as it was, a supplier's short code of a carton apart."""
    if NUMBERED.fullmatch(name):
        return f"{name[0]}{NUMBER}{at:03d}"
    return name[0] + NAME + letters(at, max(len(name) - 4, 3))


def _school(found: re.Match[str]) -> str:
    """A school's code with its last two digits left blank; what they were makes the digit before them another one."""
    code = found[0]
    return f"{code[:3]}{(int(code[3]) + int(code[5])) % 9 + 1}{SCHOOL}"


def _unique(table: Table) -> list[Key]:
    """The columns of each key beside the first that no two rows share."""
    keys = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    keys += [one.columns for one in table.indexes if one.unique]
    places = table.columns.keys()
    return [tuple(places.index(one.name) for one in key) for key in keys]


def _names(table: Table, lines: Iterable[str]) -> set[str]:
    """What things are called in a table: texts with a digit in a key that has no id in it, and suppliers' cartons."""
    keys = [key for key in _unique(table) if not any(_is(table, place, Uuid) for place in key)]
    places = {place for key in keys for place in key if _is(table, place, String)}
    places |= {at for at, name in enumerate(table.columns.keys()) if name == "supplier_carton"}
    cells = {line.split("\t")[place] for line in lines for place in places}
    return {one for one in cells if one != NULL and any(map(str.isdigit, one)) and not ALONE.fullmatch(table.name)}


def _is(table: Table, place: int, kind: type) -> bool:
    return isinstance(list(table.columns)[place].type, kind)


def _is_own(line: str, key: Key) -> bool:
    cells = line.split("\t")
    return any(blank in cells[place] for place in key for blank in OWN)
