"""How long what concerns persons is kept: each rule a row of a literal, applied once a day by the relay that is active.

A service names its own rules beside those that all have. What is over goes in chunks, and each rule finds nothing the
second time.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update

from services.chassis.act import Act, now
from services.chassis.among import among
from services.chassis.database import Database
from services.chassis.tables import access, subject
from services.contracts.sentence import Sentence, say

CHUNK = 2_000
PAUSE_S = 0.05


@dataclass(frozen=True)
class Term:
    """Rows that go `days` after the moment that `over` compares; or, of those rows, the column `forgets` alone.

    `over` is given the moment before which a row is over; `key` is the row's key, or a part of it.
    """

    name: str
    what: Sentence
    days: int
    why: Sentence
    key: Any
    over: Callable[[datetime], ColumnElement[bool]]
    forgets: Any = None

    def end(self, database: Database, at: datetime, stop: threading.Event) -> int:
        """Apply the rule as of a moment. Returns how many rows; ends early once `stop` is set."""
        count, over = 0, self.over(at - timedelta(days=self.days))
        if self.forgets is not None:
            over &= self.forgets.is_not(None)
        while not stop.is_set():
            with database.reading() as session:
                found = session.scalars(select(self.key).where(over).distinct().limit(CHUNK)).all()
            if not found:
                break
            with database.writing(Act(actor="service:terms", at=now())) as session:
                done: Any = session.execute(self._change().where(among(session, self.key, found), over))
                count += int(done.rowcount)
            stop.wait(PAUSE_S)
        return count

    def _change(self) -> Any:
        table = self.key.table if hasattr(self.key, "table") else self.key.class_.__table__
        return delete(table) if self.forgets is None else update(table).values({self.forgets.key: None})


def end_terms(database: Database, terms: Sequence[Term], at: datetime, stop: threading.Event) -> dict[str, int]:
    """Apply every rule as of a moment; how many rows of each went, or were made to forget."""
    return {term.name: term.end(database, at, stop) for term in (*COMMON, *terms)}


def _told_before(moment: datetime) -> ColumnElement[bool]:
    """Steps whose event was told before: its id begins with the milliseconds of its moment (RFC 9562, 5.7)."""
    return subject.c.event_id < UUID(int=int(moment.timestamp() * 1000) << 80)


def _seen_before(moment: datetime) -> ColumnElement[bool]:
    """The beginning of the chain, up to the first access that is younger; never the last, from which it goes on."""
    young = select(func.min(access.c.position)).where(access.c.at >= moment).scalar_subquery()
    last = select(func.max(access.c.position)).scalar_subquery()
    return access.c.position < func.coalesce(young, last)


COMMON: Sequence[Term] = (
    Term(
        "accesses",
        say("Access log"),
        1830,
        say("Five years, as the register of incidents: who looks into one needs it."),
        access.c.id,
        _seen_before,
    ),
    Term(
        "steps",
        say("What the last step of a thing changed (with a device’s loan number)"),
        400,
        say("So long it may be undone; as long as a scanner found late may still send."),
        subject.c.name,
        _told_before,
        forgets=subject.c.change,
    ),
)
