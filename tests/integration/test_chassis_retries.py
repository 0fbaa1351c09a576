"""A transaction cut off: run again where that is safe, else told as it is. A database that is away is no fault."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError

from services.chassis import again, inbox
from services.chassis.act import now
from services.chassis.run import Running
from tests.integration.databases import STORE
from tests.integration.toy import client, running_toy, shelved, token, waiting
from tests.servers.postgres import postgres as own_server

pytestmark = pytest.mark.databases("postgresql")


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        yield one


Call = Callable[[Any, dict[str, str]], Any]


def create(browser: Any, headers: dict[str, str]) -> Any:
    """A call with a key."""
    path, body = f"/toy/api/v1/devices/{uuid4()}", {"location": "A-01-01"}
    return browser.post(path, json=body, headers=headers | {"Idempotency-Key": "k-1"})


def scan(browser: Any, headers: dict[str, str]) -> Any:
    """A call that its scan's id makes safe to repeat."""
    one = {
        "id": str(uuid4()),
        "at": now().isoformat(),
        "station": "q",
        "action": "put",
        "codes": [{"text": "5CG0123ABC"}],
        "with": {"location": "A-01-01"},
    }
    return browser.post("/toy/api/v1/scans", json={"sent": now().isoformat(), "scans": [one]}, headers=headers)


def change(browser: Any, headers: dict[str, str]) -> Any:
    """A call that nothing makes safe to repeat."""
    return browser.put(f"/toy/api/v1/devices/{uuid4()}", json={"location": "A-01-01"}, headers=headers)


def look(browser: Any, headers: dict[str, str]) -> Any:
    return browser.get("/toy/api/v1/devices", headers=headers)


CUTS = [(create, "INSERT INTO shelf"), (change, "INSERT INTO outbox"), (scan, "INSERT INTO reply"), (look, "SELECT")]


def asked(toy: Running, call: Call) -> Any:
    return call(client(toy), {"Authorization": f"Bearer {token(toy)}"})


def cut(connection: Connection) -> None:
    """Have the server end this connection, as its administrator may."""
    pid = connection.connection.driver_connection.info.backend_pid  # type: ignore[union-attr]
    STORE.server().ask("SELECT pg_terminate_backend(%s, 5000)", pid)


@contextmanager
def cutting(toy: Running, times: int, word: str) -> Iterator[list[str]]:
    """The connection is cut before the first so many statements that begin with `word`; gives those statements."""
    seen: list[str] = []

    def look_out(connection: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(word) and len(seen) < times:
            seen.append(statement)
            cut(connection)

    event.listen(toy.database.engine, "before_cursor_execute", look_out)
    yield seen
    event.remove(toy.database.engine, "before_cursor_execute", look_out)


@pytest.mark.parametrize(("call", "word"), CUTS)
@pytest.mark.parametrize("times", [1, 3])
def test_a_connection_cut_in_the_middle_is_made_anew_and_the_change_happens_once(
    toy: Running, call: Call, word: str, times: int
) -> None:
    with cutting(toy, times, word) as cuts:
        answer = asked(toy, call)
    assert answer.status_code < 300, answer.text
    assert len(cuts) == times
    done = 0 if call is look else 1
    assert (len(shelved(toy)), len(waiting(toy))) == (done, done)


def lose_commit(toy: Running, monkeypatch: pytest.MonkeyPatch, happened: bool) -> None:
    """The first commit's connection is lost: after the server made it, or before it came there."""
    dialect, commits = toy.database.engine.dialect, []
    commit = dialect.do_commit

    def lost(connection: Any) -> None:
        commits.append(connection)
        if len(commits) > 1:
            commit(connection)
            return
        if happened:
            commit(connection)
        connection.driver_connection.close()
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(dialect, "do_commit", lost)


def change_with_key(browser: Any, headers: dict[str, str]) -> Any:
    return change(browser, headers | {"Idempotency-Key": "k-change"})


@pytest.mark.parametrize("happened", [True, False])
@pytest.mark.parametrize("call", [create, scan, change_with_key])
def test_a_commit_of_unknown_outcome_is_repeated_where_a_key_or_a_scan_makes_it_safe(
    toy: Running, call: Call, happened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_commit(toy, monkeypatch, happened)
    answer = asked(toy, call)
    assert answer.status_code < 300, answer.text
    assert (shelved(toy), len(waiting(toy))) == (["A-01-01"], 1)


@pytest.mark.parametrize("happened", [True, False])
@pytest.mark.parametrize(("language", "words"), [("fr", "Vérifiez avant"), ("en", "Look before")])
def test_a_commit_of_unknown_outcome_is_told_where_nothing_makes_it_safe(
    toy: Running, happened: bool, language: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_commit(toy, monkeypatch, happened)
    answer = asked(toy, lambda browser, headers: change(browser, headers | {"Accept-Language": language}))
    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "outcome.unknown", "5")
    assert answer.content_type == "application/problem+json"
    assert words in answer.json["detail"]
    assert len(shelved(toy)) == int(happened)


def test_while_the_database_is_away_callers_are_told_so_and_events_wait_and_after_it_all_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "PAUSES_S", (0.01,))
    with own_server() as server:
        monkeypatch.setattr(STORE, "server", lambda: server)
        monkeypatch.setattr(STORE, "_made", set())
        with running_toy(tmp_path) as toy:
            assert asked(toy, create).status_code == 201
            (body,) = waiting(toy)
            server.kill()
            for call in (create, scan, change, look):
                answer = asked(toy, call)
                assert (answer.status_code, answer.json["code"]) == (503, "database.away")
                assert answer.headers["Retry-After"] == "5"
            browser = client(toy)
            browser.set_cookie("reserve_token", token(toy))
            page = browser.get("/toy/places")
            assert (page.status_code, page.headers["Retry-After"]) == (503, "5")
            assert "base de données" in page.text
            with pytest.raises(DBAPIError):
                inbox.take(toy.database, toy.service, [body])
            server.start()
            for _ in range(3):
                # The first of them may meet the connections of before.
                with suppress(DBAPIError):
                    assert inbox.take(toy.database, toy.service, [body]) == []
            assert asked(toy, look).json == {"places": ["A-01-01", "A-01-01"]}
            assert asked(toy, scan).status_code == 200
