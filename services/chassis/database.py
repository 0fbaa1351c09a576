"""A service's own database: opened by URL, read and written in transactions that the edge opens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from psycopg.types.array import ListBinaryDumper
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import ORMExecuteState, Session

from services.chassis.act import Act
from services.chassis.errors import Refusal
from services.chassis.metering import counting

Keep = Callable[[Session], object]
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")
# For PostgreSQL: no request waits for ever, whatever freezes. The server's own limits are in milliseconds, those of the
# connection in seconds but for `tcp_user_timeout`; what stands in the URL itself has precedence.
LIMITS_MS = {"statement_timeout": 60_000, "lock_timeout": 10_000, "idle_in_transaction_session_timeout": 60_000}
CONNECTION = {
    "application_name": "reserve",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    # Moments come in UTC, whatever the server's own zone: then none need be put into it.
    "options": " ".join([*(f"-c {name}={limit}" for name, limit in LIMITS_MS.items()), "-c timezone=UTC"]),
}
# Connections kept, connections beyond them at a rush, seconds to wait for one, seconds after which one is made anew.
# None is asked first whether it still answers: that costs each transaction a round trip, and who finds one dead at its
# first statement, be it the edge, the inbox or the relay, begins again on a new one.
POOL = {"pool_size": 10, "max_overflow": 20, "pool_timeout": 10, "pool_recycle": 1800}


class OutcomeUnknown(OperationalError):
    """The connection was lost while it committed: the change was made whole, or not at all; nobody knows which."""


class Writing(Session):
    """A session in which a row that is loaded for update is loaded anew: what was seen before the lock may be old."""


@event.listens_for(Writing, "do_orm_execute")
def _load_anew(state: ORMExecuteState) -> None:
    if getattr(state.statement, "_for_update_arg", None) is not None:
        state.update_execution_options(populate_existing=True)


class Database:
    """One service's tables behind one engine. `writing` and `reading` are the only ways to a session.

    `service` is whose they are, as metrics and logs name it. `committed` is set after each commit of this process that
    recorded an event: a hint that something waits to be sent.
    """

    def __init__(self, url: str, service: str = "") -> None:
        self.service = service
        self.engine = open_engine(url)
        self.committed = threading.Event()
        self._writer = self.engine.execution_options(writing=True)
        self._reader = self.engine
        if self.engine.dialect.name != "sqlite":
            # What a transaction on SQLite gives by itself: PostgreSQL else shows each statement another state.
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def writing(self, act: Act) -> Iterator[Session]:
        """A transaction for one act: committed when the block ends well, rolled back by any exception.

        Raises `OutcomeUnknown` when the connection is lost in the commit itself.

        On SQLite it holds the one write lock from its first statement (BEGIN IMMEDIATE), so that what it reads it
        may change; elsewhere whoever changes a row loads it for update.
        """
        session = Writing(self._writer, info={"act": act})
        try:
            with session:
                yield session
                session.flush()
                _commit(session)
        except Refusal:
            self._keep_apart(session.info.get("if_refused"), act)
            raise
        counting.committed(session.info)
        if session.info.get("recorded"):
            self.committed.set()

    def _keep_apart(self, keep: Keep | None, act: Act) -> None:
        """Commit what must outlive a refusal: only now, for SQLite has one writer, which was the refused one."""
        if keep is not None:
            with Session(self._writer, info={"act": act}) as session, session.begin():
                keep(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one state of the database and changes nothing."""
        with Session(self._reader) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()


def if_refused(session: Session, keep: Keep) -> None:
    """Should a refusal roll this transaction back, have `keep` write what must outlive it, in one of its own.

    Lost when the process dies between the two: what is kept so is a record, never a change.
    """
    session.info["if_refused"] = keep


def _commit(session: Session) -> None:
    """Commit what was flushed."""
    try:
        session.commit()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        raise OutcomeUnknown("COMMIT", None, error.orig or error, connection_invalidated=True) from error


def open_engine(url: str) -> Engine:
    """An engine for `url`; an SQLite file's folder is made. Connects to nothing yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(_with_limits(parsed), isolation_level="READ COMMITTED", hide_parameters=True, **POOL)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _with_limits(url: URL) -> URL:
    """The URL for psycopg, with every limit that it does not set itself."""
    return url.set(drivername="postgresql+psycopg").update_query_dict({**CONNECTION, **url.query})


def _prepare_postgresql(connection: Any, _record: Any) -> None:
    # Arrays as bytes: as text the driver escapes each value by itself, which takes it seven times as long.
    connection.adapters.register_dumper(list, ListBinaryDumper)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own idea of when a transaction starts would make BEGIN IMMEDIATE impossible.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
