"""A look through all that a database holds in texts, JSON and bytes: where something stands, and never what."""

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple

from sqlalchemy import Column, Enum, LargeBinary, MetaData, String, Table, select
from sqlalchemy.types import JSON

from services.chassis.database import Database
from services.chassis.sheet.reading import ZIP, texts

Matches = Callable[[str], bool]
AT_ONCE = 1_000


class Place(NamedTuple):
    """Where something stands. `row` is its key; a number, where the key itself may say it."""

    table: str
    column: str
    row: str


def look_through(database: Database, tables: MetaData, matches: Matches) -> Iterator[Place]:
    """Every value of these tables in which `matches` finds something; memory stays level."""
    for table in tables.sorted_tables:
        if columns := [column for column in table.columns if may_hold_text(column)]:
            yield from _look_through(database, table, columns, matches)


def may_hold_text(column: Column[Any]) -> bool:
    """Whether a column may hold what somebody wrote; the words of a vocabulary are ours."""
    return isinstance(column.type, String | JSON | LargeBinary) and not isinstance(column.type, Enum)


def said(value: Any) -> Iterator[str]:
    """All texts of a value: of bytes, what they say as they are, unpacked, or as a workbook."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes | memoryview):
        yield from _of_bytes(bytes(value))
    elif value is not None:
        yield json.dumps(value, ensure_ascii=False)


def _look_through(database: Database, table: Table, columns: list[Column[Any]], matches: Matches) -> Iterator[Place]:
    keys = list(table.primary_key.columns)
    asked = select(*keys, *(column for column in columns if column not in keys)).execution_options(yield_per=AT_ONCE)
    with database.reading() as session:
        for number, row in enumerate(session.execute(asked).mappings(), 1):
            for column in columns:
                if any(matches(text) for text in said(row[column])):
                    key = "/".join(str(row[one]) for one in keys)
                    yield Place(table.name, column.name, f"no. {number}" if matches(key) else key)


def _of_bytes(value: bytes) -> Iterator[str]:
    with suppress(zlib.error):
        value = zlib.decompress(value)
    if value.startswith(ZIP):
        try:
            yield from texts(value)
        except zipfile.BadZipFile:
            yield value.decode("utf-8", "replace")
    else:
        yield value.decode("utf-8", "replace")
