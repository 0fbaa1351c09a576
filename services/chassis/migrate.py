"""Migrations: two short histories a database, the chassis's own and the service's, each with its version table."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from services.chassis import tables
from services.chassis.database import Database
from services.chassis.service import Service


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
    """Bring the service's database to this release, from empty or from any earlier one. A second call does nothing."""
    for history in histories(service):
        with _configured(database, history) as config:
            command.upgrade(config, "head")


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
    """The histories that are not at their head in this database; empty when all is applied."""
    return [history.version_table for history in histories(service) if _position(database, history) != _head(history)]


def _position(database: Database, history: History) -> str | None:
    with database.engine.connect() as connection:
        options = {"version_table": history.version_table}
        return MigrationContext.configure(connection, opts=options).get_current_revision()


def _head(history: History) -> str | None:
    return ScriptDirectory.from_config(_config(history)).get_current_head()


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
