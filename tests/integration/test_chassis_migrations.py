"""Migrations of every service: from empty to exactly the tables of the code, and a second time to no effect."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData

from services.chassis import migrate
from services.chassis.database import Database
from services.chassis.service import Service
from services.everything import SERVICES
from tests.integration.databases import bare

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_migrations_make_exactly_the_tables_of_the_code(service: Service, tmp_path: Path) -> None:
    database = bare(tmp_path)
    assert migrate.behind(database, service) == ["chassis_version", "service_version"]
    migrate.upgrade(database, service)
    migrate.upgrade(database, service)
    assert migrate.behind(database, service) == []
    assert migrate.differences(database, service) == []
    database.close()


FIRST = """
revision, down_revision = "0001", None
def upgrade():
    op.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)")
    op.execute("CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES parent (id))")
    op.execute("INSERT INTO parent VALUES (1, 'one')")
    op.execute("INSERT INTO child VALUES (1, 1)")
"""
REBUILD = """
revision, down_revision = "0002", "0001"
def upgrade():
    with op.batch_alter_table("parent") as table:
        table.alter_column("name", nullable=False, existing_type=sa.Text())
"""
LOSE = (
    REBUILD
    + """
    op.execute("DELETE FROM parent")
"""
)
SMALL = Service("small", "services.chassis", MetaData())


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    one = bare(tmp_path)
    yield one
    one.close()


def write_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *versions: str) -> None:
    """The small service's history: a parent, its child, and what is done to them next."""
    for number, version in enumerate(versions, 1):
        (tmp_path / f"{number:04d}.py").write_text("import sqlalchemy as sa\nfrom alembic import op\n" + version)
    history = migrate.History(str(tmp_path), SMALL.tables, "service_version")
    monkeypatch.setattr(migrate, "histories", lambda _service: [history])


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        return [tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {table}")]


@pytest.mark.databases("sqlite")
def test_a_table_that_others_refer_to_can_be_rebuilt(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_history(tmp_path, monkeypatch, FIRST, REBUILD)
    migrate.upgrade(database, SMALL)
    assert migrate.behind(database, SMALL) == []
    assert (rows(database, "parent"), rows(database, "child")) == ([(1, "one")], [(1, 1)])


@pytest.mark.databases("sqlite")
def test_a_migration_that_breaks_a_reference_is_refused_and_undone(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_history(tmp_path, monkeypatch, FIRST)
    migrate.upgrade(database, SMALL)
    write_history(tmp_path, monkeypatch, FIRST, LOSE)
    with pytest.raises(RuntimeError, match=r"broken references.*'child', 1, 'parent'"):
        migrate.upgrade(database, SMALL)
    assert migrate.behind(database, SMALL) == ["service_version"]
    assert (rows(database, "parent"), rows(database, "child")) == ([(1, "one")], [(1, 1)])


def test_a_database_of_a_later_release_is_neither_refused_nor_touched(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_history(tmp_path, monkeypatch, FIRST, REBUILD)
    migrate.upgrade(database, SMALL)
    (tmp_path / "0002.py").unlink()
    write_history(tmp_path, monkeypatch, FIRST)
    assert migrate.behind(database, SMALL) == []
    migrate.upgrade(database, SMALL)
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT version_num FROM service_version").scalars().all() == ["0002"]


@pytest.mark.databases("postgresql")
def test_a_table_that_somebody_holds_is_asked_for_again(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_history(tmp_path, monkeypatch, FIRST)
    migrate.upgrade(database, SMALL)
    write_history(tmp_path, monkeypatch, FIRST, REBUILD)
    monkeypatch.setattr(migrate, "LIMITS", ("lock_timeout = '50ms'",))
    with database.engine.connect() as reader:
        reader.exec_driver_sql("SELECT * FROM parent")
        monkeypatch.setattr("services.chassis.migrate.time.sleep", lambda _: reader.rollback())
        migrate.upgrade(database, SMALL)
    assert migrate.behind(database, SMALL) == []
