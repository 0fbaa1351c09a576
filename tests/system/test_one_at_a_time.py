"""One relay a service is active: the turn of one that was killed is free at once, one that waits can be stopped.

On SQLite the turn is a file's lock, on PostgreSQL a session's, which also ends with its connection.
"""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.chassis import hint
from services.chassis.alone import Turn, TurnLost, alone, lock_key
from services.chassis.database import Database
from tests.servers.postgres import Postgres
from tests.system.waiting import AT_ONCE_S

HOLD = """
import sys, threading
from pathlib import Path
from services.chassis.alone import alone
from services.chassis.database import Database
with alone(Database(sys.argv[1]), Path(sys.argv[2]), threading.Event()) as turn:
    print(turn is not None, flush=True)
    sys.stdin.read()
"""
CUT = """
SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
WHERE l.locktype = 'advisory' AND d.datname = current_database()
"""
BOTH = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


@contextmanager
def opened(url: str) -> Iterator[Database]:
    database = Database(url)
    try:
        yield database
    finally:
        database.close()


def address(kind: str, folder: Path, request: pytest.FixtureRequest) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / 'one.sqlite'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.url("turns")


@BOTH
def test_the_turn_of_a_killed_holder_is_free_at_once(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    url, lock, stopped = address(kind, tmp_path, request), tmp_path / "locks" / "killed.relay", threading.Event()
    stopped.set()
    command = [sys.executable, "-c", HOLD, url, str(lock)]
    with opened(url) as database, subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with alone(database, lock, stopped) as turn:
            assert turn is None
        holder.send_signal(signal.SIGKILL)
        killed = time.monotonic()
        with alone(database, lock, threading.Event()) as turn:
            assert turn is not None
            assert time.monotonic() - killed < AT_ONCE_S


@pytest.fixture
def session_turn(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[Database, Turn]]:
    with opened(postgres.url("turns")) as database, alone(database, tmp_path / "one", threading.Event()) as turn:
        assert turn is not None
        yield database, turn


def test_a_turn_ends_with_its_connection(postgres: Postgres, session_turn: tuple[Database, Turn]) -> None:
    _, turn = session_turn
    turn.wait(0)
    cut = postgres.ask(CUT, database="turns")
    assert cut == [(True,)]
    with pytest.raises(TurnLost):
        turn.wait(10)


def test_a_turn_that_is_given_up_is_free_though_the_pool_keeps_connections(postgres: Postgres, tmp_path: Path) -> None:
    with opened(postgres.url("turns")) as database, opened(postgres.url("turns")) as other:
        for one in (database, other, database):
            with alone(one, tmp_path / "given-up", threading.Event()) as turn:
                assert turn is not None


def test_a_holder_that_says_nothing_loses_its_turn(
    postgres: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.chassis.alone.SILENT_MS", 300)
    lock = tmp_path / "silent"
    with opened(postgres.url("turns")) as database, alone(database, lock, threading.Event()) as silent:
        with alone(database, lock, threading.Event()) as turn:
            assert turn is not None
        assert silent is not None
        with pytest.raises(TurnLost):
            silent.wait(0)


def test_a_commit_wakes_the_one_that_waits_elsewhere(session_turn: tuple[Database, Turn], postgres: Postgres) -> None:
    _, turn = session_turn
    stop = threading.Event()
    with opened(postgres.url("turns")) as writer:
        teller = threading.Thread(target=hint.tell, args=(writer, stop))
        teller.start()
        writer.committed.set()
        started = time.monotonic()
        turn.wait(20)
        assert time.monotonic() - started < 10
        stop.set()
        teller.join()


def test_a_locks_number_is_the_same_at_every_release() -> None:
    assert lock_key("warehouse.relay") == -839197599432093597
