"""A service's own database: opened by URL, read and written in transactions that the edge opens."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from services.chassis.act import Act
from services.chassis.errors import Refusal

Keep = Callable[[Session], object]
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000")


class Database:
    """One service's tables behind one engine. `writing` and `reading` are the only ways to a session.

    `committed` is set after each commit of this process that recorded an event: a hint that something waits to be sent.
    """

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self.committed = threading.Event()
        self._writer = self.engine.execution_options(writing=True)

    @contextmanager
    def writing(self, act: Act) -> Iterator[Session]:
        """A transaction for one act: committed when the block ends well, rolled back by any exception.

        On SQLite it holds the one write lock from its first statement (BEGIN IMMEDIATE), so that what it reads it
        may change; elsewhere whoever changes a row loads it for update.
        """
        session = Session(self._writer, info={"act": act})
        try:
            with session, session.begin():
                yield session
        except Refusal:
            self._keep_apart(session.info.get("if_refused"), act)
            raise
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
        with Session(self.engine) as session:
            if self.engine.dialect.name != "sqlite":
                # What a transaction on SQLite gives by itself: PostgreSQL else shows each statement another state.
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def close(self) -> None:
        self.engine.dispose()


def if_refused(session: Session, keep: Keep) -> None:
    """Should a refusal roll this transaction back, have `keep` write what must outlive it, in one of its own.

    Lost when the process dies between the two: what is kept so is a record, never a change.
    """
    session.info["if_refused"] = keep


def open_engine(url: str) -> Engine:
    """An engine for `url`; an SQLite file's folder is made. Connects to nothing yet."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own idea of when a transaction starts would make BEGIN IMMEDIATE impossible.
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
