"""Where integration tests keep their databases: files in their folder, or databases of the run's private PostgreSQL.

`pytest --database=postgresql` keeps all of them there; what is marked `databases("sqlite", "postgresql")`, a test or a
module in its `pytestmark`, runs on each, and what is marked with one of them shows what that one alone does. On
PostgreSQL a database is migrated once a run and then handed on, emptied.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copyfile, copytree

from services.chassis import migrate
from services.chassis.database import Database
from services.chassis.run import Running
from services.chassis.service import Service
from services.chassis.settings import Settings, from_environment
from services.everything import BY_NAME, SERVICES
from tests.servers.postgres import USER, Postgres
from tests.servers.process import LOOPBACK

SQLITE, POSTGRESQL = "sqlite", "postgresql"
# The rows go, the tables stay. As replica no reference is checked.
EMPTY = """
DO $$ DECLARE named text; BEGIN
  SET LOCAL session_replication_role = replica;
  FOR named IN SELECT quote_ident(tablename) FROM pg_tables
    WHERE schemaname = 'public' AND tablename NOT LIKE '%\\_version' LOOP
    EXECUTE 'DELETE FROM ' || named;
  END LOOP;
  FOR named IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE last_value IS NOT NULL LOOP
    EXECUTE 'ALTER SEQUENCE ' || named || ' RESTART';
  END LOOP;
END $$
"""
BARE = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


class Store:
    """The databases of a run. `kind` is what the running test asks for; `server` gives PostgreSQL once it is needed."""

    def __init__(self) -> None:
        self.kind = SQLITE
        self.server: Callable[[], Postgres]
        self._numbers: dict[Path, int] = {}
        self._ready: set[str] = set()
        self._made: set[str] = set()

    @property
    def folders(self) -> set[Path]:
        """The installations that have databases on PostgreSQL."""
        return set(self._numbers)

    def url(self, folder: Path, name: str) -> str:
        """The address of the database `name` of the installation in `folder`; `{service}` may stand for its name."""
        if self.kind == SQLITE:
            return f"sqlite:///{folder}/{name}.sqlite"
        return f"postgresql://{USER}@{LOOPBACK}:{self.server().port}/{self.name(folder, name)}"

    def name(self, folder: Path, name: str) -> str:
        free = (one for one in range(10_000) if one not in self._numbers.values())
        return f"{name}_{self._numbers.setdefault(folder, next(free))}"

    def make(self, folder: Path, name: str, emptied: str = EMPTY) -> None:
        """Have the database there, with no rows in it: made and migrated, or emptied when others had it before."""
        named = self.name(folder, name)
        if self.kind == SQLITE or named in self._ready:
            return
        if named in self._made:
            self.server().ask(emptied, database=named)
        else:
            self._migrate(self.server().url(named), BY_NAME.get(name))
        self._ready.add(named)
        self._made.add(named)

    def copy(self, origin: Path, folder: Path, name: str) -> None:
        """Have the database as that of another installation is now; nobody may be connected to either."""
        old, new = self.name(origin, name), self.name(folder, name)
        self.replace(new, old)
        self._ready.add(new)
        self._made.add(new)

    def replace(self, name: str, template: str) -> None:
        """Make the database `name` anew as a copy of another."""
        self.server().ask(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.server().ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def give_back(self, folders: set[Path]) -> None:
        """What these installations had is for others."""
        for folder in folders & self.folders:
            number = self._numbers.pop(folder)
            self._ready = {one for one in self._ready if not one.endswith(f"_{number}")}

    def _migrate(self, url: str, service: Service | None) -> None:
        if service:
            database = Database(url)
            migrate.upgrade(database, service)
            database.close()


STORE = Store()


def installation(folder: Path, *services: Service, **more: str) -> Settings:
    """The settings of an installation in `folder`, and on PostgreSQL its databases: of these services, else of all."""
    for service in services or SERVICES:
        STORE.make(folder, service.name)
    url = STORE.url(folder, "{service}")
    return from_environment({"RESERVE_VAR": str(folder), "RESERVE_DATABASE": url, **more})


def bare(folder: Path) -> Database:
    """A database in which nothing is yet."""
    STORE.make(folder, "bare", BARE)
    return Database(STORE.url(folder, "bare"))


def copied(origin: Path, folder: Path, service: Service) -> Settings:
    """The settings of an installation that begins in `folder` as a copy of the one in `origin`, which nobody uses."""
    copytree(origin, folder, dirs_exist_ok=True)
    if STORE.kind == POSTGRESQL:
        STORE.copy(origin, folder, service.name)
    return installation(folder, service)


def keep(one: Running, folder: Path) -> Path:
    """Put a service's database aside, whole."""
    kept = folder / f"{one.service.name}.kept"
    if STORE.kind == POSTGRESQL:
        one.database.close()
        STORE.replace(kept.name, str(one.database.engine.url.database))
        return kept
    with closing(one.database.engine.raw_connection()) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(copyfile(str(one.database.engine.url.database), kept))


def put_back(one: Running, kept: Path) -> None:
    """Give a service the database that `keep` put aside, as it was then."""
    one.database.close()
    name = str(one.database.engine.url.database)
    if STORE.kind == POSTGRESQL:
        STORE.replace(name, kept.name)
        return
    for left in (f"{name}-wal", f"{name}-shm"):
        Path(left).unlink(missing_ok=True)
    copyfile(kept, name)
