"""What was told to whom, read across the services' databases by an operator: the log, and the outboxes before it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from heapq import merge
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, select, true

from services.chassis.database import Database
from services.chassis.tables import outbox
from services.commands.acting import opened
from services.portal.model.log import Entry

PAGE = 5_000

Key = tuple[str, str]


@dataclass(frozen=True)
class Told:
    """An event as it was told: by whom, of what, its number there, and its bytes."""

    source: str
    subject: str
    sequence: int
    body: bytes
    at: Any

    @property
    def key(self) -> Key:
        return (self.source, self.subject)


def of_log(portal: Database, position: int = 0, only: ColumnElement[bool] | None = None) -> Iterator[Told]:
    """The entries of the log after `position`, in order, read a page at a time."""
    where = true() if only is None else only
    columns = (Entry.source, Entry.subject, Entry.sequence, Entry.body, Entry.recorded_at)
    while True:
        page = select(*columns, Entry.position).where(Entry.position > position, where).order_by(Entry.position)
        with portal.reading() as session:
            rows = session.execute(page.limit(PAGE)).all()
        yield from (Told(*row[:5]) for row in rows)
        if len(rows) < PAGE:
            return
        position = rows[-1].position


def of_outboxes(names: Sequence[str]) -> Iterator[Told]:
    """What these services told and still keep, sent or not, in the order of each, by when it was recorded."""
    with ExitStack() as stack:
        databases = {name: stack.enter_context(opened(name)) for name in names}
        yield from merge(*(_of_outbox(name, one) for name, one in databases.items()), key=attrgetter("at"))


def beyond(told: Iterator[Told], known: Mapping[Key, int]) -> Iterator[Told]:
    """Those numbered beyond the last known of their subject."""
    return (one for one in told if one.sequence > known.get(one.key, 0))


def _of_outbox(name: str, database: Database) -> Iterator[Told]:
    last = 0
    columns = (outbox.c.subject, outbox.c.sequence, outbox.c.body, outbox.c.recorded_at, outbox.c.id)
    while True:
        with database.reading() as session:
            rows = session.execute(select(*columns).where(outbox.c.id > last).order_by(outbox.c.id).limit(PAGE)).all()
        yield from (Told(f"/{name}", *row[:4]) for row in rows)
        if len(rows) < PAGE:
            return
        last = rows[-1].id
