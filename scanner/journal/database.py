"""The journal's database: its tables, how it is opened, and how it is known to be whole."""

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from zlib import crc32

from scanner.journal.text import Mark
from scanner.language import say

DATABASE, WAL_SUFFIX, SHARED_SUFFIX = "journal.db", "-wal", "-shm"
VERSION = 1
WAIT_SECONDS = 30.0
# A scan takes five pages of 4 kB in SQLite's log. By default that grows to 4 MB, which a small disk does not have.
LOG_PAGES = 100

# What is checked by its content lets `quick_check` see bytes that went wrong within a page; `crc` is the CRC-32 of
# `wire`, for a changed character that is still JSON. `text` is one row: how far the plain copy went at the last commit.
SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE scan (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    service TEXT NOT NULL,
    wire TEXT NOT NULL CHECK (json_valid(wire)),
    crc INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('done', 'repeated', 'refused')),
    say TEXT,
    problem TEXT CHECK (problem IS NULL OR json_valid(problem)),
    answered TEXT,
    settled TEXT,
    settled_by TEXT,
    settled_why TEXT,
    again TEXT
);
INSERT INTO sqlite_sequence (name, seq) VALUES ('scan', 0);
CREATE INDEX scan_outcome ON scan (outcome);
CREATE INDEX scan_again ON scan (again) WHERE again IS NOT NULL;
CREATE TABLE purged (first INTEGER PRIMARY KEY, last INTEGER NOT NULL);
CREATE TABLE mending (told TEXT NOT NULL CHECK (json_valid(told)));
CREATE TABLE text (size INTEGER NOT NULL, crc INTEGER NOT NULL);
INSERT INTO text (size, crc) VALUES (0, 0);
PRAGMA user_version = 1;
COMMIT;
"""


def connect(path: Path, mode: str = "WAL") -> sqlite3.Connection:
    """Open (or begin) a database; what is committed is on the disk. Statements outside BEGIN commit by themselves."""
    connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        connection.row_factory = sqlite3.Row
        connection.create_function("crc32", 1, lambda text: crc32(text.encode()), deterministic=True)
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
    except BaseException:
        connection.close()
        raise
    return connection


def version(connection: sqlite3.Connection) -> int:
    """0 where nothing was made yet, or by something else."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def last_number(connection: sqlite3.Connection) -> int:
    """The highest number that was ever given."""
    return _numbers(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'scan'")[0]


def get_mark(connection: sqlite3.Connection) -> Mark:
    """How far the text went at the last commit."""
    size, crc = _numbers(connection, "SELECT size, crc FROM text")
    return Mark(size, crc)


def _numbers(connection: sqlite3.Connection, asked: str) -> tuple[int, ...]:
    """The one row of whole numbers that is always there, unless something harmed it."""
    row = connection.execute(asked).fetchone()
    if row is None or not all(isinstance(value, int) for value in row):
        raise sqlite3.DatabaseError(say("{file} has lost a row that it cannot be without", file=DATABASE))
    return tuple(row)


def set_mark(connection: sqlite3.Connection, mark: Mark) -> None:
    """Note, in the running transaction, how far the text will have gone."""
    connection.execute("UPDATE text SET size = ?, crc = ?", [mark.size, mark.crc])


def _tables(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    return [tuple(row) for row in connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name")]


@cache
def _as_made() -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(SCHEMA)
        return _tables(connection)


def fault(connection: sqlite3.Connection) -> str | None:
    """What is wrong with an open database, in a sentence; SQLite may also raise.

    `quick_check` looks at every page and value, but not at whether the indexes, by which what waits is found, agree
    with the table: the counts tell that. Only what may still be sent is read through.
    """
    if version(connection) != VERSION or _tables(connection) != _as_made():
        return say("{file} is not a journal's database", file=DATABASE)
    found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        return " ".join(str(found).split())
    counts = "SELECT count(*), total(outcome IS NULL), total(outcome = 'refused') FROM scan {}"
    by_table = connection.execute(counts.format("NOT INDEXED")).fetchone()
    if by_table != connection.execute(counts.format("INDEXED BY scan_outcome")).fetchone():
        return say("an index of {file} lacks scans", file=DATABASE)
    if last_number(connection) < _numbers(connection, "SELECT coalesce(max(number), 0) FROM scan")[0]:
        return say("{file} would give a number twice", file=DATABASE)
    changed = "SELECT count(*) FROM scan WHERE (outcome IS NULL OR outcome = 'refused') AND crc32(wire) != crc"
    if count := connection.execute(changed).fetchone()[0]:
        return say("{file} has scans that are not as they were written: {count}", count=count, file=DATABASE)
    return None
