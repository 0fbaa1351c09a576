"""What is kept of what is done with: for how long, purged by whom, and sent once more while it is there.

| kept | for | because |
| --- | --- | --- |
| sent events (outbox) | 7 days | a broker that lost its queues is noticed and refilled within a week |
| notes of events taken (inbox) | 14 days | longer than what can be resent; beyond it `heard` is the fence, and stays |
| replies by idempotency key | 30 days | programs try again for hours; a form may stay open in a browser for days |
| replies to scans | 400 days | a scanner that was put away keeps its journal and sends it when it is found |

What concerns persons goes by the rules of `terms`.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import structlog
from sqlalchemy import ColumnElement, delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from services.chassis.act import Act, now
from services.chassis.among import among
from services.chassis.database import Database
from services.chassis.scans import KEPT_UNDER
from services.chassis.tables import inbox, outbox, reply
from services.chassis.terms import Term, end_terms

SENT = timedelta(days=7)
TAKEN = timedelta(days=14)
REPLIED = timedelta(days=30)
SCANNED = timedelta(days=400)

CHUNK = 2_000
PAUSE_S = 0.05
FIRST_S = 60.0
EVERY_S = 3_600.0
DAY = timedelta(days=1)

log = structlog.get_logger()


class Purged(NamedTuple):
    """How many rows went."""

    sent: int
    taken: int
    replies: int


def purge(database: Database, stop: threading.Event | None = None) -> Purged:
    """Forget what is older than its time, in transactions of 2,000 rows with a pause after each: nobody waits long.

    Ends early once `stop` is set; a second call goes on.
    """
    stop, moment = stop or threading.Event(), now()
    scan = reply.c.key.startswith(KEPT_UNDER, autoescape=True)
    old = ((reply.c.kept_at < moment - REPLIED) & ~scan) | ((reply.c.kept_at < moment - SCANNED) & scan)
    return Purged(
        _forget(database, outbox.c.id, outbox.c.sent_at < moment - SENT, stop),
        _forget(database, inbox.c.event_id, inbox.c.taken_at < moment - TAKEN, stop),
        _forget(database, reply.c.key, old, stop),
    )


def resend(database: Database, since: datetime) -> int:
    """Have everything sent from `since` on sent again, all in one transaction so that it leaves in its old order.

    Whoever heard it hears it as what it is, old. Returns how many events; a second call adds none that still wait.
    """
    with database.writing(Act(actor="service:relay", at=now())) as session:
        if database.engine.dialect.name != "sqlite":
            # A week's events may take longer than any other statement is given.
            session.execute(text("SET LOCAL statement_timeout = 0"))
        again = update(outbox).where(outbox.c.sent_at >= since).values(sent_at=None, retry_at=None)
        done: Any = session.execute(again)
        return int(done.rowcount)


@contextmanager
def upkeep(database: Database, terms: Sequence[Term] = ()) -> Iterator[None]:
    """Purge beside the block: a minute after it began, then every hour; what fails is told and tried an hour later.

    What concerns persons, by its terms: at the first purge and then once a day.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_keep_up, args=(database, terms, stop), name="upkeep")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _keep_up(database: Database, terms: Sequence[Term], stop: threading.Event) -> None:
    stop.wait(FIRST_S)
    next_day = now()
    while not stop.is_set():
        try:
            log.info("purged", **purge(database, stop)._asdict())
            if now() >= next_day:
                log.info("terms ended", rows=end_terms(database, terms, now(), stop))
                next_day = now() + DAY
        except SQLAlchemyError as error:
            log.warning("purge failed", reason=str(error).splitlines()[0])
        stop.wait(EVERY_S)


def _forget(database: Database, key: Any, old: ColumnElement[bool], stop: threading.Event) -> int:
    """Delete the old rows of a table. They are looked for in a reading transaction: that keeps nobody from writing."""
    count = 0
    while not stop.is_set():
        with database.reading() as session:
            found = session.scalars(select(key).where(old).limit(CHUNK)).all()
        if not found:
            break
        with database.writing(Act(actor="service:relay", at=now())) as session:
            # The condition again: what was resent in between must stay.
            session.execute(delete(key.table).where(among(session, key, found), old))
        count += len(found)
        stop.wait(PAUSE_S)
    return count
