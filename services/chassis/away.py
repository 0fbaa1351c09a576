"""Telling a database that is away, or busy, from a statement that is wrong: the one is waited for, the other is not."""

import sqlite3

from sqlalchemy.exc import DBAPIError

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
# intervention (a server that shuts down), system error.
SQLSTATE_AWAY = {"08", "40", "53", "57", "58"}


def is_away(error: BaseException) -> bool:
    """Whether trying the same again later may succeed without anything being mended."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in SQLITE_AWAY
    state = getattr(error.orig, "sqlstate", None)
    # A server that cannot be reached at all gives no SQLSTATE.
    return state[:2] in SQLSTATE_AWAY if state else "Operational" in type(error.orig).__name__
