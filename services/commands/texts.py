"""A sample of what people wrote in free texts: a name without a code is recognised by a person alone."""

from collections.abc import Iterator

from sqlalchemy import func, select

from services.chassis.database import Database
from services.chassis.searching import said
from services.chassis.service import Service
from services.contracts.personal import inventory

FREE = "free_text"


def sampled(service: Service, database: Database, most: int) -> Iterator[tuple[str, str, str]]:
    """Of each column of free texts some, drawn by lot and each once: the column, the row's key, the text."""
    for place, kind in inventory().items():
        if (place.service, kind) == (service.name, FREE):
            yield from _drawn(service, database, place.table, place.column, most)


def _drawn(service: Service, database: Database, of: str, name: str, most: int) -> Iterator[tuple[str, str, str]]:
    table = service.tables.tables[of]
    column, keys = table.c[name], list(table.primary_key.columns)
    lot = select(*keys, column).where(column.is_not(None)).order_by(func.random()).limit(most)
    with database.reading() as session:
        found = {text: row for row in session.execute(lot) for text in said(row[-1]) if text.strip()}
    for text, row in found.items():
        yield f"{service.name}.{of}.{name}", "/".join(map(str, row[:-1])), text
