"""The hint that something was recorded: on PostgreSQL it crosses processes, so that a relay looks at once.

Never part of a change: NOTIFY inside a transaction holds a lock of the whole database at its commit. It is told after
commits, by a thread and a connection of its own, at most once each 40 ms; a lost one costs a relay's next poll.
"""

import threading
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from services.chassis.database import Database

CHANNEL = "reserve_outbox"
APART_S = 0.04
LOOK_S = 0.2
AWAY_S = 1.0

log = structlog.get_logger()


def tell(database: Database, stop: threading.Event) -> None:
    """Tell relays elsewhere of this process's commits until `stop` is set, best effort.

    On SQLite nobody is told: there a relay hears its own process alone.
    """
    if database.engine.dialect.name == "sqlite":
        stop.wait()
    while not stop.is_set():
        try:
            with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                _tell_by(connection, database.committed, stop)
        except SQLAlchemyError as problem:
            log.info("hints wait for the database", reason=str(problem).splitlines()[0])
            stop.wait(AWAY_S)


def _tell_by(connection: Any, committed: threading.Event, stop: threading.Event) -> None:
    while not stop.is_set():
        if committed.wait(LOOK_S):
            committed.clear()
            connection.exec_driver_sql(f"NOTIFY {CHANNEL}")
            stop.wait(APART_S)
