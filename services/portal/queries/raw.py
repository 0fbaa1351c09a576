"""The log as it stands in its table: bytes that no driver has made sense of, oldest first, in a stream."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import literal_column, select
from sqlalchemy.orm import Session

from services.portal.model.chain import COLUMNS
from services.portal.model.log import Entry

PAGE = 2_000
IDS, MAY_BE_EMPTY = ("event_id", "correlation", "undoes"), ("board", "correlation", "undoes")

# position, version, recorded_at, the columns in a line each, body, previous_hash, hash
Row = tuple[int, Any, bytes | None, bytes | None, bytes | None, bytes | None, bytes | None]


def rows(session: Session, after: int | None, until: int | None) -> Iterator[Row]:
    """Every row, or those between two positions, whatever is in it; memory stays level.

    Raises the database's error for a page that cannot be read.
    """
    connection = session.connection()
    lite = connection.dialect.name == "sqlite"
    parts: list[Any] = [literal_column(part) for part in PARTS[connection.dialect.name]]
    statement = select(Entry.position, Entry.version, *parts).order_by(Entry.position)
    if after is not None:
        statement = statement.where(Entry.position > literal_column(str(after)))
    if until is not None:
        statement = statement.where(Entry.position <= literal_column(str(until)))
    # The driver's own, of which the server's keeps what is not fetched yet: what SQLAlchemy lays around each row takes
    # two seconds of a million.
    driver: Any = connection.connection.driver_connection
    with closing(driver.cursor() if lite else driver.cursor("log")) as cursor:
        cursor.execute(str(statement.compile(connection)))
        while page := cursor.fetchmany(PAGE):
            yield from page


def _lite(column: str) -> str:
    return f"ifnull('+' || {column}, '-')" if column in MAY_BE_EMPTY else column


def _post(column: str) -> str:
    text = f"replace({column}::text, '-', '')" if column in IDS else f"{column}::text"
    if column == "time":
        text = _utc(column)
    return f"coalesce('+' || {text}, '-')" if column in MAY_BE_EMPTY else text


def _utc(column: str) -> str:
    return f"to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"


def _bytes(text: str) -> str:
    return f"convert_to({text}, 'UTF8')"


# By dialect: when it was recorded, the columns, the body, the hash before, the hash.
PARTS = {
    "sqlite": [
        f"CAST({part} AS BLOB)"
        for part in ("recorded_at", " || char(10) || ".join(map(_lite, COLUMNS)), "body", "previous_hash", "hash")
    ],
    "postgresql": [
        _bytes(_utc("recorded_at")), _bytes(" || chr(10) || ".join(map(_post, COLUMNS))), "body",
        _bytes("previous_hash"), _bytes("hash"),
    ],
}  # fmt: skip
