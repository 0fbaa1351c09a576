"""Where integration tests keep their databases: files in their folder, or databases of the run's private PostgreSQL.

`pytest --database=postgresql` keeps all of them there; what is marked `databases("sqlite", "postgresql")`, a test or a
module in its `pytestmark`, runs on each, and what is marked with one of them shows what that one alone does. A database
is migrated once a run: on SQLite others begin as copies of it, on PostgreSQL it is handed on, emptied.
"""

import pickle
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile, copytree
from tempfile import TemporaryDirectory

import psycopg
from psycopg import sql

from services.chassis import migrate
from services.chassis.database import Database
from services.chassis.run import Running
from services.chassis.service import Service
from services.chassis.settings import Settings, from_environment
from services.everything import BY_NAME, SERVICES
from tests.integration.touched import put_back_touched, watch
from tests.servers.postgres import USER, Postgres
from tests.servers.process import LOOPBACK

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# How far the migrations are; `incident_version` is a table as any other.
POSITIONS = "('chassis_version', 'service_version')"
# The rows go, the tables stay. As replica no reference is checked, and nothing is noted as touched.
EMPTY = f"""
DO $$ DECLARE named text; BEGIN
  SET LOCAL session_replication_role = replica;
  DROP SCHEMA IF EXISTS kept CASCADE;
  FOR named IN SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT IN {POSITIONS} LOOP
    EXECUTE 'DELETE FROM ' || named;
  END LOOP;
  FOR named IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE 'ALTER SEQUENCE ' || named || ' RESTART';
  END LOOP;
END $$
"""
TABLES = f"SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN {POSITIONS} ORDER BY 1"
BARE = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"
# The rows of each table as PostgreSQL writes them out, and how far each sequence has counted.
Rows = dict[str, bytes | int]


class Store:
    """The databases of a run. `kind` is what the running test asks for; `server` gives PostgreSQL once it is needed."""

    def __init__(self) -> None:
        self.kind = SQLITE
        self.server: Callable[[], Postgres]
        self._numbers: dict[Path, int] = {}
        self._ready: set[str] = set()
        self._made: set[str] = set()
        self._migrated: dict[str, bytes] = {}
        self._read: dict[tuple[Path, str], Rows] = {}

    @property
    def folders(self) -> set[Path]:
        """The installations that have databases on PostgreSQL."""
        return set(self._numbers)

    def url(self, folder: Path, name: str) -> str:
        """The address of the database `name` of the installation in `folder`; `{service}` may stand for its name."""
        if self.kind == SQLITE:
            return f"sqlite:///{folder}/{name}.sqlite"
        return self._address(self.name(folder, name))

    def name(self, folder: Path, name: str) -> str:
        free = (one for one in range(10_000) if one not in self._numbers.values())
        return f"{name}_{self._numbers.setdefault(folder, next(free))}"

    def make(self, folder: Path, name: str, emptied: str | None = EMPTY) -> None:
        """Have the database there, with no rows in it: made and migrated, or emptied when others had it before.

        Not `emptied`, it may have theirs still: for `refill`.
        """
        if self.kind == SQLITE:
            self._copy(folder, name)
            return
        named = self.name(folder, name)
        if named in self._ready:
            return
        if named not in self._made:
            self._migrate(self.server().url(named), BY_NAME.get(name))
        elif emptied:
            self.server().ask(emptied, database=named)
        self._ready.add(named)
        self._made.add(named)

    def rows_of(self, origin: Path, name: str) -> Rows:
        """All that is in the database of an installation that nobody uses; read once."""
        if (origin, name) not in self._read:
            self._read[origin, name] = self.rows(self.name(origin, name))
        return self._read[origin, name]

    def rows(self, name: str) -> Rows:
        """All that is in a database of PostgreSQL, by table and sequence."""
        tables = [str(row[0]) for row in self.server().ask(TABLES, database=name)]
        with psycopg.connect(self._address(name)) as connection, connection.cursor() as cursor:
            found: Rows = {}
            for table in tables:
                with cursor.copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as out:
                    found[table] = b"".join(map(bytes, out))
            cursor.execute("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
            return found | {str(row[0]): int(row[1]) for row in cursor}

    def refill(self, name: str, rows: Rows) -> None:
        """Have in a database exactly these rows, quicker than its files could be copied."""
        with psycopg.connect(self._address(name)) as connection, connection.cursor() as cursor:
            cursor.execute(EMPTY)
            cursor.execute("SET LOCAL session_replication_role = replica")
            for one, content in rows.items():
                if isinstance(content, int):
                    cursor.execute("SELECT setval(%s, %s)", (one, content))
                elif content:
                    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(one))) as into:
                        into.write(content)

    def put_back(self, name: str, kept: Path) -> None:
        """Have in a database exactly the rows of this file; the second time only what was touched since is written."""
        rows, address = self._kept(kept), self._address(name)
        if not put_back_touched(address, rows, str(kept)):
            self.refill(name, rows)
            watch(address, str(kept))

    def _kept(self, kept: Path) -> dict[str, bytes]:
        if kept not in self._read:
            self._read[kept] = pickle.loads(kept.read_bytes())
        return self._read[kept]

    def _address(self, name: str) -> str:
        return f"postgresql://{USER}@{LOOPBACK}:{self.server().port}/{name}"

    def give_back(self, folders: set[Path]) -> None:
        """What these installations had is for others."""
        for folder in folders & self.folders:
            number = self._numbers.pop(folder)
            self._ready = {one for one in self._ready if not one.endswith(f"_{number}")}

    def _copy(self, folder: Path, name: str) -> None:
        """The file of a service's migrated database, unless the installation has one already."""
        file = folder / f"{name}.sqlite"
        if name not in BY_NAME or file.exists():
            return
        if name not in self._migrated:
            with TemporaryDirectory() as first:
                self._migrate(f"sqlite:///{first}/{name}", BY_NAME[name])
                self._migrated[name] = Path(first, name).read_bytes()
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self._migrated[name])

    def _migrate(self, url: str, service: Service | None) -> None:
        if service:
            database = Database(url)
            migrate.upgrade(database, service)
            database.close()


STORE = Store()
# What one person does in a test, people do in hours; who calls too often is tried in test_hostile_floods.py.
UNHURRIED = {"RESERVE_CALLS_A_MINUTE": "1000000"}


def installation(folder: Path, *services: Service, **more: str) -> Settings:
    """The settings of an installation in `folder`, and on PostgreSQL its databases: of these services, else of all."""
    for service in services or SERVICES:
        STORE.make(folder, service.name)
    url = STORE.url(folder, "{service}")
    return from_environment({"RESERVE_VAR": str(folder), "RESERVE_DATABASE": url, **UNHURRIED, **more})


def bare(folder: Path) -> Database:
    """A database in which nothing is yet."""
    STORE.make(folder, "bare", BARE)
    return Database(STORE.url(folder, "bare"))


def copied(origin: Path, folder: Path, service: Service) -> Settings:
    """The settings of an installation that begins in `folder` as a copy of the one in `origin`, which nobody uses."""
    copytree(origin, folder, dirs_exist_ok=True)
    if STORE.kind == POSTGRESQL:
        STORE.make(folder, service.name, emptied=None)
        STORE.refill(STORE.name(folder, service.name), STORE.rows_of(origin, service.name))
    return installation(folder, service)


def keep(one: Running, folder: Path) -> Path:
    """Put a service's database aside, whole."""
    kept = folder / f"{one.service.name}.kept"
    if STORE.kind == POSTGRESQL:
        kept.write_bytes(pickle.dumps(STORE.rows(str(one.database.engine.url.database))))
        return kept
    with closing(one.database.engine.raw_connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(copyfile(str(one.database.engine.url.database), kept))


def put_back(one: Running, kept: Path) -> None:
    """Give a service the database that `keep` put aside, as it was then."""
    name = str(one.database.engine.url.database)
    if STORE.kind == POSTGRESQL:
        STORE.put_back(name, kept)
        return
    one.database.close()
    for left in (f"{name}-wal", f"{name}-shm"):
        Path(left).unlink(missing_ok=True)
    copyfile(kept, name)
