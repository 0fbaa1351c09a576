"""What can still be read of a damaged database, row by row around what is broken."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from zlib import crc32

from scanner.journal.database import last_number
from scanner.journal.entry import add_purged, enter_scan, raise_numbers

ROWS = """
    SELECT number, service, wire, crc, outcome, say, problem, answered, settled, settled_by, settled_why, again
    FROM scan WHERE number BETWEEN ? AND ?"""
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
ANSWER = "UPDATE scan SET outcome = ?, say = ?, problem = ?, answered = ? WHERE id = ? AND outcome IS NULL"
SETTLEMENT = "UPDATE scan SET settled = ?, settled_by = ?, settled_why = ?, again = ? WHERE id = ? AND settled IS NULL"
ANSWERED, SETTLED = ("outcome", "say", "problem", "answered"), ("settled", "settled_by", "settled_why", "again")


def salvage(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
    """Bring into a new database what the old one still says; how many scans and how many answers that were.

    A row whose scan is not as it was written counts for nothing: a wrong serial is worse than none.
    """
    read = answers = 0
    if not path.exists() or not path.stat().st_size:
        return read, answers
    with suppress(*UNREADABLE), closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.row_factory = sqlite3.Row
        # Without it SQLite reads nothing of a file that was cut off.
        old.execute("PRAGMA writable_schema = ON")
        with suppress(*UNREADABLE):
            raise_numbers(connection, last_number(old))
        with suppress(*UNREADABLE):
            add_purged(connection, old.execute("SELECT first, last FROM purged").fetchall())
        for row in _rows(old, 1, last_number(connection)):
            if _is_whole(row):
                wire = json.loads(row["wire"])
                enter_scan(connection, row["number"], row["service"], wire)
                read, answers = read + 1, answers + _take_answer(connection, row, wire["id"])
    return read, answers


def _rows(old: sqlite3.Connection, first: int, last: int) -> Iterator[sqlite3.Row]:
    """The rows of these numbers; where one cannot be read the range is halved until it stands alone."""
    try:
        rows = old.execute(ROWS, [first, last]).fetchall()
    except UNREADABLE:
        if first >= last:
            return
        middle = (first + last) // 2
        yield from _rows(old, first, middle)
        yield from _rows(old, middle + 1, last)
    else:
        yield from rows


def _is_whole(row: sqlite3.Row) -> bool:
    return isinstance(row["wire"], str) and crc32(row["wire"].encode()) == row["crc"]


def _take_answer(connection: sqlite3.Connection, row: sqlite3.Row, scan_id: str) -> bool:
    """An answer that went wrong is left out: the scan is sent again and gets it once more."""
    with suppress(sqlite3.IntegrityError):
        if row["settled"]:
            connection.execute(SETTLEMENT, [*(row[name] for name in SETTLED), scan_id])
        if row["outcome"]:
            return connection.execute(ANSWER, [*(row[name] for name in ANSWERED), scan_id]).rowcount > 0
    return False
