"""Telling a database that is away, or busy, from a statement that is wrong, and from a value that no database keeps."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import DataError, DBAPIError, OperationalError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as NoConnection

# The low byte of SQLite's extended codes.
SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}
# SQLSTATE classes: connection exception, transaction rollback (serialisation, deadlock), out of resources, operator
# intervention (a server that shuts down, a statement over its time), system error. And two states: a lock not had in
# time, and a server that only reads, as one does that is about to take over.
SQLSTATE_AWAY = ("08", "40", "53", "57", "58", "55P03", "25006")
UNIQUE_VIOLATION = "23505"

log = structlog.get_logger()


@contextmanager
def database_may_be_away() -> Iterator[None]:
    """A database that is away ends the block and is told in the log: whoever looks again and again goes on so."""
    try:
        yield
    except SQLAlchemyError as error:
        if not is_away(error):
            raise
        log.warning("waits for the database", reason=str(getattr(error, "orig", error)).strip())


def is_away(error: BaseException) -> bool:
    """Whether trying the same again later may succeed without anything being mended."""
    if isinstance(error, NoConnection):
        # No connection of the pool was free in time.
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_AWAY
    state = getattr(error.orig, "sqlstate", None)
    # A server that cannot be reached at all gives no SQLSTATE.
    return state.startswith(SQLSTATE_AWAY) if state else isinstance(error, OperationalError)


def is_race(error: BaseException) -> bool:
    """Whether a row that was not there when this was judged is there now: judged again, it is seen.

    Never on SQLite, where nobody else writes meanwhile.
    """
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION


def is_unfit(error: BaseException) -> bool:
    """Whether a value was given that no database holds: a NUL in a text, a number or a moment out of all range."""
    cause = error.orig if isinstance(error, StatementError) else error
    return isinstance(error, DataError) or isinstance(cause, OverflowError)
