"""One at a time: a turn that one process has while it lives, and the next gets as soon as it dies.

On SQLite it is the lock of a file, on PostgreSQL a session's advisory lock, so that it holds across machines.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any, Protocol

import portalocker
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.chassis.database import Database
from services.chassis.hint import CHANNEL

POLL_S = 0.1
# A holder that is frozen or cut off says nothing: the server then ends its session, which frees the lock. Longer than
# the longest silence of a relay at work, which is its wait for confirms.
SILENT_MS = 15_000


class TurnLost(Exception):
    """The turn ended without our doing: another may have it by now."""


class Turn(Protocol):
    """Being the one. It lasts as long as its process, and on PostgreSQL as its connection."""

    def wait(self, seconds: float) -> None:
        """Rest until a commit hints that there is work, or so many seconds; 0 only looks whether the turn still lasts.

        Raises `TurnLost`. Must be called at least every few seconds, or the turn is taken away.
        """


@contextmanager
def alone(database: Database, file: Path, stop: threading.Event, silent_ms: int = SILENT_MS) -> Iterator[Turn | None]:
    """Wait until nobody else has the turn named by `file`, and give it; None when `stop` was set while waiting.

    `file` is the lock on SQLite; elsewhere its name alone counts, the same on every machine. `kill -9` of the holder
    frees the turn at once; a holder that says nothing for `silent_ms` (0: however long) loses it on PostgreSQL.
    Raises the database's own error while that is away.
    """
    if database.engine.dialect.name == "sqlite":
        with _file_locked(file, stop) as held:
            yield FileTurn(database) if held else None
    else:
        with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
            try:
                yield SessionTurn(connection) if _session_locked(connection, file.name, stop, silent_ms) else None
            finally:
                # The lock is the session's: it must not go back to the pool with it.
                connection.invalidate()


class FileTurn:
    """The turn by a file's lock, which only the holder's death ends."""

    def __init__(self, database: Database) -> None:
        self._committed = database.committed

    def wait(self, seconds: float) -> None:
        if seconds:
            self._committed.wait(seconds)
        self._committed.clear()


class SessionTurn:
    """The turn by an advisory lock: it ends with the connection, which also hears the hints of all writers."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._driver = connection.connection.driver_connection
        connection.exec_driver_sql(f"LISTEN {CHANNEL}")

    def wait(self, seconds: float) -> None:
        faults = self._connection.dialect.dbapi.Error
        try:
            for _ in self._driver.notifies(timeout=seconds, stop_after=1):
                pass
            # Not only a sign of life for the server: without an answer the lock may be another's.
            self._connection.exec_driver_sql("SELECT 1")
        except (DBAPIError, faults) as problem:
            raise TurnLost(str(problem)) from problem


def lock_key(name: str) -> int:
    """The number by which PostgreSQL knows a lock, from its name; the same at every release."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True)


def _session_locked(connection: Any, name: str, stop: threading.Event, silent_ms: int) -> bool:
    for limit in (f"idle_session_timeout = {silent_ms}", "tcp_keepalives_idle = 5", "tcp_keepalives_interval = 2"):
        connection.exec_driver_sql(f"SET {limit}")
    ask = text("SELECT pg_try_advisory_lock(:key)")
    while not stop.is_set():
        if connection.execute(ask, {"key": lock_key(name)}).scalar_one():
            return True
        stop.wait(POLL_S)
    return False


@contextmanager
def _file_locked(path: Path, stop: threading.Event) -> Iterator[bool]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        held = _acquire(file, stop)
        try:
            yield held
        finally:
            if held:
                portalocker.unlock(file)


def _acquire(file: Any, stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
        except portalocker.LockException:
            stop.wait(POLL_S)
        else:
            return True
    return False
