"""The log as it stands in its table: bytes that no driver has made sense of, oldest first, in a stream."""

import hashlib
from collections.abc import Iterator
from contextlib import closing
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, literal_column, select
from sqlalchemy.orm import Session

from services.portal.model.chain import COLUMNS
from services.portal.model.log import Entry

PAGE = 2_000
IDS, MAY_BE_EMPTY = ("event_id", "correlation", "undoes"), ("board", "correlation", "undoes")

# position, version, recorded_at, the columns in a line each, body, previous_hash, hash, seal
Row = tuple[int, Any, bytes | None, bytes | None, bytes | None, bytes | None, bytes | None, bytes | None]


def rows(session: Session, after: int | None, until: int | None) -> Iterator[Row]:
    """Every row, or those between two positions, whatever is in it; memory stays level.

    Raises the database's error for a page that cannot be read.
    """
    statement = select(Entry.position, Entry.version, *_parts(session).values()).order_by(Entry.position)
    if after is not None:
        statement = statement.where(Entry.position > literal_column(str(after)))
    if until is not None:
        statement = statement.where(Entry.position <= literal_column(str(until)))
    return _streamed(session, statement)


def seal_of(session: Session, until: int) -> str:
    """The digest over the entries of the first format up to a position: of each its place, its time of recording, and
    its hash, which covers all else.
    """
    digest, parts = hashlib.sha256(), _parts(session)
    old = select(Entry.position, parts["recorded_at"], parts["hash"]).order_by(Entry.position)
    chosen = old.where(Entry.version == literal_column("1"), Entry.position <= literal_column(str(until)))
    for position, recorded, proof in _streamed(session, chosen):
        digest.update(b"%d %b %b\n" % (position, moment(recorded or b""), proof or b""))
    return digest.hexdigest()


@lru_cache(64)
def moment(recorded: bytes) -> bytes:
    """When a row was recorded, as it is hashed; what is appended in one go has one moment."""
    return recorded.replace(b" ", b"T") + b"Z"


def _streamed(session: Session, statement: Select[Any]) -> Iterator[Any]:
    connection = session.connection()
    lite = connection.dialect.name == "sqlite"
    # The driver's own, of which the server's keeps what is not fetched yet: what SQLAlchemy lays around each row takes
    # two seconds of a million.
    driver: Any = connection.connection.driver_connection
    with closing(driver.cursor() if lite else driver.cursor(f"log{id(statement)}")) as cursor:
        cursor.execute(str(statement.compile(connection)))
        while page := cursor.fetchmany(PAGE):
            yield from page


def _parts(session: Session) -> dict[str, Any]:
    """The columns as bytes, by their names; those that the body says too are one, `columns`."""
    made = PARTS[session.get_bind().dialect.name]
    return {name: literal_column(part) for name, part in zip(NAMES, made, strict=True)}


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


NAMES = ("recorded_at", "columns", "body", "previous_hash", "hash", "seal")
# By dialect, in this order.
PARTS = {
    "sqlite": [
        f"CAST({part} AS BLOB)"
        for part in (NAMES[0], " || char(10) || ".join(map(_lite, COLUMNS)), *NAMES[2:])
    ],
    "postgresql": [
        _bytes(_utc("recorded_at")), _bytes(" || chr(10) || ".join(map(_post, COLUMNS))), "body",
        _bytes("previous_hash"), _bytes("hash"), _bytes("seal"),
    ],
}  # fmt: skip
