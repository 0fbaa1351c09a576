"""One moment of several databases, in which nobody has heard what its teller does not have.

No worker can note an event while the moments are taken, one after the other: so whatever is noted in one of them was
told before, and stands in the moment of who told it. That takes milliseconds; saving goes on beside all work.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, make_url

from services.chassis.backup import dump
from services.chassis.database import open_engine

WITHIN_S = 30.0


class Moment(Protocol):
    """A database as it was at one moment, for as long as the block of `one_moment` lasts."""

    def save(self, file: Path) -> None:
        """Write it to a file, whole."""


@contextmanager
def one_moment(urls: Mapping[str, str]) -> Iterator[dict[str, Moment]]:
    """The moments of the databases at these addresses, by the names given. Raises the database's own error."""
    parsed = {name: make_url(url) for name, url in urls.items()}
    with ExitStack() as moments:
        with ExitStack() as fence:
            for url in parsed.values():
                fence.enter_context(_fenced(url))
            found = {name: moments.enter_context(_moment(url)) for name, url in parsed.items()}
        yield found


class FileMoment:
    """SQLite: a reading transaction, which the writers go on beside."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def save(self, file: Path) -> None:
        with closing(sqlite3.connect(file)) as copy:
            self._connection.backup(copy)


class ServerMoment:
    """PostgreSQL: a snapshot that the dump takes over."""

    def __init__(self, url: URL, snapshot: str) -> None:
        self._url, self._snapshot = url, snapshot

    def save(self, file: Path) -> None:
        dump.save(self._url, file, self._snapshot)


@contextmanager
def _fenced(url: URL) -> Iterator[None]:
    """No event is noted as heard within the block; on SQLite, which has one writer, nothing is written."""
    if url.get_backend_name() == "sqlite":
        with closing(_opened(url)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
        return
    with _transaction(url, "READ COMMITTED") as connection:
        connection.exec_driver_sql("LOCK TABLE inbox IN SHARE MODE")
        yield


@contextmanager
def _moment(url: URL) -> Iterator[Moment]:
    if url.get_backend_name() == "sqlite":
        with closing(_opened(url)) as connection:
            connection.execute("BEGIN")
            # Only a first look begins the transaction in earnest.
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            yield FileMoment(connection)
        return
    with _transaction(url, "REPEATABLE READ") as connection:
        # The dump may take longer than a transaction may else be idle.
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield ServerMoment(url, connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one())


def _opened(url: URL) -> sqlite3.Connection:
    # For reading alone it would not find what the last writer left beside the file.
    return sqlite3.connect(f"file:{url.database}?mode=rw", uri=True, timeout=WITHIN_S, isolation_level=None)


@contextmanager
def _transaction(url: URL, isolation: Any) -> Iterator[Any]:
    engine = open_engine(url.render_as_string(hide_password=False))
    try:
        with engine.connect().execution_options(isolation_level=isolation) as connection:
            yield connection
    finally:
        engine.dispose()
