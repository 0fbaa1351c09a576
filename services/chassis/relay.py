"""The relay: takes what waits in the outbox to the broker, in order, one active relay a service.

A crash between publish and mark sends an event again; the inbox of each reader makes that harmless.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from services.chassis import retention
from services.chassis.act import Act, now
from services.chassis.alone import Turn, TurnLost, alone
from services.chassis.among import among
from services.chassis.away import is_away
from services.chassis.broker.consumer import BrokerAway
from services.chassis.broker.message import Message
from services.chassis.broker.publisher import Publisher
from services.chassis.database import Database
from services.chassis.metering import meters
from services.chassis.tables import outbox
from services.chassis.terms import Term

BATCH = 500
POLL_S = 0.2
CONFIRM_S = 10.0
AWAY_S = 1.0
UNROUTABLE_RETRY = timedelta(minutes=1)

log = structlog.get_logger()


def forward(database: Database, publisher: Publisher) -> int:
    """Send one batch of what waits, oldest first. Returns how many were confirmed and marked as sent.

    Claim and mark are two short transactions: no lock is held over the network. What the broker did not confirm
    (no queue is bound to its key) stays unsent and is tried again a minute later; it blocks nothing.
    """
    waiting = _claim(database)
    if not waiting:
        return 0
    messages = [Message(str(row.event_id), row.routing_key, row.body) for row in waiting]
    began = time.perf_counter()
    confirmed = publisher.publish(messages, CONFIRM_S)
    meters.CONFIRMS.labels(database.service).observe(time.perf_counter() - began)
    _mark(database, waiting, confirmed)
    _count(database.service, len(waiting), len(confirmed))
    return len(confirmed)


def _count(service: str, waiting: int, confirmed: int) -> None:
    meters.SENT_TOGETHER.labels(service).observe(waiting)
    meters.SENT.labels(service).inc(confirmed)
    if confirmed < waiting:
        meters.UNROUTED.labels(service).inc(waiting - confirmed)


def run(
    database: Database,
    lock: Path,
    open_publisher: Callable[[], Publisher],
    stop: threading.Event,
    terms: Sequence[Term] = (),
) -> None:
    """Forward until `stop` is set, whenever it is our turn; beside it what is over by these terms is purged.

    The broker or the database away, or the turn lost with its connection, is waited for; then all begins afresh.
    """
    while not stop.is_set():
        try:
            with alone(database, lock, stop) as turn:
                if turn is not None:
                    log.info("relay active", service=database.service, name=lock.name)
                    with _active(database), retention.upkeep(database, terms), closing(open_publisher()) as publisher:
                        _keep_forwarding(database, publisher, turn, stop)
        except (BrokerAway, TurnLost) as error:
            _rest(database, error, stop)
        except SQLAlchemyError as error:
            if not is_away(error):
                raise
            _rest(database, error, stop)


@contextmanager
def _active(database: Database) -> Iterator[None]:
    """For as long as it is our turn, whoever looks on is told so."""
    active = meters.RELAY_ACTIVE.labels(database.service)
    active.set(1)
    try:
        yield
    finally:
        active.set(0)


def _rest(database: Database, error: Exception, stop: threading.Event) -> None:
    meters.RELAY_WAITS.labels(database.service).inc()
    log.warning("relay waits", service=database.service, reason=str(error).splitlines()[0])
    stop.wait(AWAY_S)


def _keep_forwarding(database: Database, publisher: Publisher, turn: Turn, stop: threading.Event) -> None:
    """A commit is a hint to look at once; the rule is a poll of 200 ms. Before each look the turn must still last."""
    rest = 0.0
    while not stop.is_set():
        turn.wait(rest)
        # Only a full batch leaves some behind. What is committed meanwhile is hinted at after it, every 40 ms at most:
        # so one event leaves at once, and many leave together.
        rest = 0.0 if forward(database, publisher) >= BATCH else POLL_S


def _claim(database: Database) -> Sequence[Any]:
    due = or_(outbox.c.retry_at.is_(None), outbox.c.retry_at <= now())
    statement = (
        select(outbox.c.id, outbox.c.event_id, outbox.c.routing_key, outbox.c.body)
        .where(outbox.c.sent_at.is_(None), due)
        .order_by(outbox.c.id)
        .limit(BATCH)
    )
    with database.reading() as session:
        return session.execute(statement).all()


def _mark(database: Database, rows: Sequence[Any], confirmed: set[str]) -> None:
    sent = [row.id for row in rows if str(row.event_id) in confirmed]
    unrouted = [row.id for row in rows if str(row.event_id) not in confirmed]
    with database.writing(Act("service:relay", now())) as session:
        session.execute(update(outbox).where(among(session, outbox.c.id, sent)).values(sent_at=now()))
        if unrouted:
            log.error("no queue is bound", keys=sorted({row.routing_key for row in rows if row.id in set(unrouted)}))
            retry = now() + UNROUTABLE_RETRY
            session.execute(update(outbox).where(among(session, outbox.c.id, unrouted)).values(retry_at=retry))
