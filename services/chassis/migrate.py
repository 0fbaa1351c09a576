"""Migrations: two short histories a database, the chassis's own and the service's, each with its version table."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import structlog
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg.errors import LockNotAvailable
from sqlalchemy import Connection, MetaData
from sqlalchemy.exc import DBAPIError

from services.chassis import tables
from services.chassis.database import Database
from services.chassis.service import Service

# An index takes as long as its table needs. Who waits for a table holds up all that come after: two seconds at most.
LIMITS = ("statement_timeout = 0", "idle_in_transaction_session_timeout = 0", "lock_timeout = '2s'")
TRIES, PAUSE_S = 30, 1.0

log = structlog.get_logger()


@dataclass(frozen=True)
class History:
    """A line of migrations: where its versions lie, which tables they make, where its position is kept."""

    versions: str
    tables: MetaData
    version_table: str


def histories(service: Service) -> list[History]:
    """The chassis's history and the service's, in the order in which they are applied."""
    return [
        History(str(files("services.chassis") / "migrations" / "versions"), tables.metadata, "chassis_version"),
        History(str(files(service.package) / "migrations"), service.tables, "service_version"),
    ]


def upgrade(database: Database, service: Service) -> None:
    """Bring the service's database to this release, from empty or from any earlier one. A second call does nothing.

    One of a later release is left as it is: the processes of this one go on beside those of that. Others may be at work
    meanwhile; a table that they hold is asked for again and again, so that nobody queues behind the asking for long.
    """
    for history in histories(service):
        if _is_behind(database, history):
            _patiently(database, history)


def _patiently(database: Database, history: History) -> None:
    for left in reversed(range(TRIES)):
        try:
            with _configured(database, history) as config:
                command.upgrade(config, "head")
        except DBAPIError as error:
            if not left or not isinstance(error.orig, LockNotAvailable):
                raise
            log.warning("a table is held, tried again", history=history.version_table, left=left)
            time.sleep(PAUSE_S)
        else:
            return


def write(database: Database, service: Service, message: str, which: int = 1) -> None:
    """Write the next migration from the difference between tables and database; `which` 0 is the chassis's history."""
    history = histories(service)[which]
    with _configured(database, history) as config:
        count = len(list(ScriptDirectory.from_config(config).walk_revisions()))
        command.revision(config, message, autogenerate=True, rev_id=f"{count + 1:04d}")


def differences(database: Database, service: Service) -> list[Any]:
    """What the migrated database has otherwise than the code's tables say; empty when they agree."""
    found: list[Any] = []
    for history in histories(service):
        with database.engine.connect() as connection:
            options = {"include_name": _mine(history), "version_table": history.version_table}
            found += compare_metadata(MigrationContext.configure(connection, opts=options), history.tables)
    return found


def behind(database: Database, service: Service) -> list[str]:
    """The histories of which this database lacks something; empty when all is applied, or more than we know."""
    return [history.version_table for history in histories(service) if _is_behind(database, history)]


def is_empty(database: Database, service: Service) -> bool:
    """Whether no release was ever set up in this database."""
    return any(_position(database, history) is None for history in histories(service))


def _is_behind(database: Database, history: History) -> bool:
    """A position that this release does not know is a later one's, which only widened what we know."""
    script = ScriptDirectory.from_config(_config(history))
    known = {one.revision for one in script.walk_revisions()}
    position = _position(database, history)
    return position != script.get_current_head() and (position is None or position in known)


def _position(database: Database, history: History) -> str | None:
    with database.engine.connect() as connection:
        options = {"version_table": history.version_table}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


@contextmanager
def _configured(database: Database, history: History) -> Iterator[Config]:
    with database.engine.execution_options(writing=True).connect() as connection, _rebuilding(connection):
        config = _config(history)
        config.attributes |= {
            "connection": connection,
            "tables": history.tables,
            "version_table": history.version_table,
            "mine": _mine(history),
        }
        yield config


@contextmanager
def _rebuilding(connection: Connection) -> Iterator[None]:
    """A transaction in which a table may be rebuilt that others refer to. Raises where it leaves a reference broken.

    SQLite alters a table by making it anew, and checks references as the old one goes; so here it checks at the end.
    """
    if connection.dialect.name != "sqlite":
        with connection.begin():
            for limit in LIMITS:
                connection.exec_driver_sql(f"SET LOCAL {limit}")
            yield
        return
    _check_references(connection, "OFF")
    try:
        with connection.begin():
            yield
            if broken := connection.exec_driver_sql("SELECT * FROM pragma_foreign_key_check LIMIT 10").all():
                raise RuntimeError(f"the migration leaves broken references (table, row, referred table): {broken}")
    finally:
        _check_references(connection, "ON")


def _check_references(connection: Connection, switch: str) -> None:
    # Straight to the driver: inside a transaction, which SQLAlchemy would open, SQLite ignores it.
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA foreign_keys={switch}").close()


def _config(history: History) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("services.chassis") / "migrations"))
    config.set_main_option("version_locations", history.versions)
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def _mine(history: History) -> Any:
    """Leave the other history's tables out of a comparison."""

    def include(name: str | None, kind: str, _parents: object, tables: MetaData = history.tables) -> bool:
        return kind != "table" or name in tables.tables

    return include
