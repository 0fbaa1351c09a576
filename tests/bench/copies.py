"""A small reserve multiplied: the rows that a story left in the tables, again and again, as those of other stories.

What stands in the tables is taken as text, as `COPY` writes it. What tells one story from the next is made a blank: the
first digits of ids, numbers, serials and codes, the board and its school, the shelves, the day. A copy is that text
with its blanks filled: its rows agree with one another in every service as the story's did, bodies of events included.
Rows without a blank (a type's stock, an account) stay alone. Places in the log ascend with gaps; no hash is chained.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import Table

from services.chassis import tables as chassis
from services.contracts.reference import boards
from services.everything import SERVICES
from services.intake.model.calendar import day_of
from services.portal.model.clock import week
from tests.bench.blanks import BLANKS, Marked, Marker, letters

# Below, a number written in three letters could be one that the story itself counted.
FIRST = 36 * 36
SPREAD_DAYS = 120
# One board has a tenth of everything: the largest had 1,200 of 10,000.
LARGE_EVERY = 10
TABLES = {service.name: [chassis.subject, *service.tables.sorted_tables] for service in SERVICES}


@dataclass(frozen=True)
class Story:
    """Where a story was told: the database of each service, its board, and when."""

    databases: Mapping[str, str]
    board: str
    told: datetime


def multiply(story: Story, into: Mapping[str, str], first: int, many: int) -> None:
    """Add `many` copies of what stands in the story's databases, the first of number `first`, at least `FIRST`, to the
    databases `into`, which have the same tables; the last is of the story's day, the first of 120 days before."""
    found = {name: _texts(url, name) for name, url in story.databases.items()}
    marker = Marker(story.board, story.told, found)
    for name, tables in found.items():
        marked = [marker.mark(table, lines) for table, lines in tables.items()]
        with psycopg.connect(plain(into[name])) as connection:
            # As replica no reference is checked: tables are filled one after the other.
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET TIME ZONE 'UTC'")
            for one in marked:
                if one.lines:
                    for line in _lines(connection, one.table) if one.shared else ():
                        one.is_new(line)
                    _write(connection, one, story, range(first, first + many))


def settle(urls: Mapping[str, str]) -> None:
    """What copies share counted anew, then what a server does by itself in its quiet hours."""
    with psycopg.connect(plain(urls["warehouse"]), autocommit=True) as connection:
        connection.execute(HOLDS)
        connection.execute(STOCK)
    for url in urls.values():
        with psycopg.connect(plain(url), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


HOLDS = """
UPDATE location SET holds = (SELECT count(*) FROM device WHERE device.location = location.code
  AND device.state IN ('stored', 'picked', 'packed', 'quarantined')) WHERE kind <> 'dock'
"""
STOCK = """
UPDATE stock SET
  on_shelf = (SELECT count(*) FROM device WHERE device.type = stock.type AND state = 'stored'),
  reserved = (SELECT coalesce(sum(reserved - picked), 0) FROM order_line WHERE order_line.type = stock.type)
"""


def _texts(url: str, name: str) -> dict[Table, list[str]]:
    """The lines of each table of a service, by the table."""
    with psycopg.connect(plain(url)) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        return {table: _lines(connection, table) for table in TABLES[name]}


def _lines(connection: psycopg.Connection, table: Table) -> list[str]:
    with connection.cursor() as cursor, cursor.copy(_copy(table, "TO STDOUT")) as out:
        return b"".join(map(bytes, out)).decode().splitlines()


def _write(connection: psycopg.Connection, one: Marked, story: Story, numbers: range) -> None:
    with connection.cursor() as cursor, cursor.copy(_copy(one.table, "FROM STDIN")) as into:
        for text in _filled(one, story, numbers):
            into.write(text)


def _filled(one: Marked, story: Story, numbers: range) -> Iterator[str]:
    for number in numbers:
        text = one.filled(values(story, number, numbers))
        if text:
            yield text + "\n"


def values(story: Story, number: int, numbers: range) -> dict[str, str]:
    """What fills the blanks of the copy of a number."""
    turn, last = number - numbers.start, max(len(numbers) - 1, 1)
    day = story.told - timedelta(days=SPREAD_DAYS * (last - turn) // last)
    told = (
        f"{0x01000000 + number:08x}",
        letters(number, 3),
        _board(story.board, turn),
        f"{turn % 100:02d}",
        f"{turn % 99 + 1:02d}",
        f"{day:%Y-%m-%d}",
        f"{day - timedelta(days=1):%Y-%m-%d}",
        week(day),
        f"{day_of(day):%Y-%m}",
        f"{number:05d}",
    )
    return dict(zip(BLANKS, told, strict=True))


def _board(large: str, turn: int) -> str:
    codes: Sequence[str] = sorted(boards())
    return large if turn % LARGE_EVERY == 0 else codes[turn % len(codes)]


def _copy(table: Table, way: LiteralString) -> sql.Composed:
    columns = sql.SQL(", ").join(sql.Identifier(one.name) for one in table.columns)
    return sql.SQL("COPY {} ({}) " + way).format(sql.Identifier(table.name), columns)


def plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
