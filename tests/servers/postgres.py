"""A private PostgreSQL: Debian's own programs, a cluster in a temporary folder, a free port."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.servers.process import LOOPBACK, Program, free_port, server_folder, wait_ready

BINARIES = Path("/usr/lib/postgresql")
USER = "reserve"
# synchronous_commit stays as it is, the guarantee under test: what was acknowledged outlives the server's process. To
# outlive the machine, which no test switches off, takes fsync as well; without it no commit waits for the disk.
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 200
shared_buffers = 256MB
log_min_messages = warning
fsync = {fsync}
"""


def installed() -> Path | None:
    """The folder of the newest PostgreSQL's programs, or None."""
    found = sorted(BINARIES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def owner() -> str | None:
    """Who runs it: never root, whom PostgreSQL refuses."""
    return "postgres" if os.geteuid() == 0 else None


class Postgres(Program):
    """One server. `url` makes a database of its own at the first call."""

    def __init__(self, folder: Path, port: int) -> None:
        binaries = installed()
        assert binaries is not None, "PostgreSQL is not installed"
        self.folder, self.port, self.binaries = folder, port, binaries
        super().__init__([str(binaries / "postgres"), "-D", str(folder / "data")], folder / "postgres.log")
        self.user = owner()
        self._made: set[str] = set()

    def initialise(self, fsync: bool) -> None:
        command = [str(self.binaries / "initdb"), "-D", str(self.folder / "data"), "-U", USER, "-A", "trust"]
        command += ["-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(command, check=True, capture_output=True, user=self.user, cwd=self.folder)
        settings = SETTINGS.format(port=self.port, folder=self.folder, fsync="on" if fsync else "off")
        (self.folder / "data" / "postgresql.auto.conf").write_text(settings, encoding="utf-8")

    def start(self) -> None:
        super().start()
        wait_ready(self, lambda: self.ask("SELECT 1"))

    def stop(self) -> None:
        """Fast shutdown: connections are cut, everything is written."""
        self.end(signal.SIGINT)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database, made if it is not there yet."""
        if database not in self._made:
            if not self.ask("SELECT 1 FROM pg_database WHERE datname = %s", database):
                self.ask(f'CREATE DATABASE "{database}"')
            self._made.add(database)
        return f"postgresql+psycopg://{USER}@{LOOPBACK}:{self.port}/{database}"

    def ask(self, statement: str, *values: object, database: str = "postgres") -> list[tuple[object, ...]]:
        """What the server answers to its own administrator."""
        address = {"host": LOOPBACK, "port": self.port, "user": USER, "dbname": database}
        with psycopg.connect(**address, autocommit=True, connect_timeout=5) as connection:  # type: ignore[arg-type]
            answer = connection.execute(statement, values or None)
            return answer.fetchall() if answer.description else []


@contextmanager
def postgres(fsync: bool = False) -> Iterator[Postgres]:
    """A running server for the block; nothing of it is left. With `fsync` a commit takes what it takes in earnest."""
    with server_folder("postgres", owner()) as folder:
        server = Postgres(folder, free_port())
        server.initialise(fsync)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def lacking() -> str | None:
    """Why there can be none here, or None."""
    if installed() is None:
        return (
            "PostgreSQL is not installed (Debian's package postgresql; `make test` installs it for root or with sudo)"
        )
    return None
