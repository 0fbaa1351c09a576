"""The embedded broker's SQLite file: its schema, its transactions, and how a change is noticed."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE = 30.0
RETRY_EVERY = 0.001
SCHEMA_VERSION = 1
SCHEMA = (
    "CREATE TABLE exchange (name TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE queue (name TEXT PRIMARY KEY, arguments TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE binding (queue TEXT NOT NULL, exchange TEXT NOT NULL, routing_key TEXT NOT NULL,
         PRIMARY KEY (queue, exchange, routing_key)) WITHOUT ROWID""",
    # AUTOINCREMENT, because a consumer reads on from the last row it took: a number used twice would hide a message.
    """CREATE TABLE message (id INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, exchange TEXT NOT NULL,
         routing_key TEXT NOT NULL, properties TEXT NOT NULL, body BLOB NOT NULL,
         deliveries INTEGER NOT NULL DEFAULT 0)""",
    "CREATE INDEX message_of_queue ON message (queue)",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)


class Store:
    """One connection to the file, for one thread at a time; any number of processes may have one.

    Opening creates the folder, the file and its tables, also when several processes do it at once. A second `close`
    does nothing. Errors: `sqlite3.Error` and `OSError`.
    """

    def __init__(self, path: str | Path, patience: float = PATIENCE) -> None:
        self.path = Path(path).absolute()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._patience = patience
        self._own_commits = 0
        self._durable = False
        # The busy time-out is nought because SQLite's own waits grow to 100 ms; `run` asks again every millisecond.
        self._db = sqlite3.connect(self.path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._db.close()
            raise

    def run(self, statement: str, *parameters: object, patience: float | None = None) -> list[tuple[Any, ...]]:
        """Execute one statement and fetch all; waits up to `patience` seconds while another process is writing."""
        deadline = time.monotonic() + (self._patience if patience is None else patience)
        while True:
            try:
                return self._db.execute(statement, parameters).fetchall()
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
            time.sleep(RETRY_EVERY)

    def run_many(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Execute one statement for every row; only inside a transaction."""
        self._db.executemany(statement, rows)

    @contextmanager
    def transaction(self, *, durable: bool, patience: float | None = None) -> Iterator[None]:
        """A write transaction, entered at once: all of the block is kept or none of it.

        `durable` waits for the disk, so that what was committed outlives a power cut; without it a commit outlives the
        death of every process, and is never torn.
        """
        if durable != self._durable:
            self.run(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            self._durable = durable
        self.run("BEGIN IMMEDIATE", patience=patience)
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._own_commits += 1

    def version(self) -> tuple[int, int]:
        """A value that differs after any commit, ours or another's; cheap enough to ask every few milliseconds."""
        return self.run("PRAGMA data_version")[0][0], self._own_commits

    def close(self) -> None:
        self._db.close()

    def _prepare(self) -> None:
        self.run("PRAGMA journal_mode = WAL")
        self.run("PRAGMA synchronous = NORMAL")
        if self._is_prepared():
            return
        with self.transaction(durable=True):
            if not self._is_prepared():
                for statement in SCHEMA:
                    self.run(statement)

    def _is_prepared(self) -> bool:
        found: int = self.run("PRAGMA user_version")[0][0]
        if found > SCHEMA_VERSION:
            raise sqlite3.DatabaseError(f"{self.path} was written by a newer release (schema {found})")
        return found == SCHEMA_VERSION
