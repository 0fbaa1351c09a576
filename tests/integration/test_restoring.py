"""Databases restored from a backup, one or all: who is older than its peers catches up, and counts on from there."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import inspect, make_url, select

from services.__main__ import reserve
from services.chassis import access
from services.chassis.act import Act, now
from services.chassis.backup import dump
from services.chassis.backup.numbers import UNTOLD
from services.chassis.broker.message import Message
from services.chassis.counter import next_number
from services.chassis.errors import Conflict
from services.contracts.roles import Person, Role
from services.contracts.sees import Sees
from services.portal.model.log import Entry
from services.portal.model.sign_in import SignIn
from tests.integration.auditing import audit_of, said
from tests.integration.databases import STORE
from tests.integration.house import House, house
from tests.system.broker_stage import publish
from tests.system.people import BOARDS, DOCK, INTAKE, SHELVES, People

pytestmark = pytest.mark.databases("sqlite", "postgresql")

Command = Callable[..., Any]
LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """`reserve ... --json` on the installation; what it prints, or the refusal."""
    monkeypatch.setenv("RESERVE_VAR", str(tmp_path))
    monkeypatch.setenv("RESERVE_LANG", "en")
    monkeypatch.setenv("RESERVE_DATABASE", STORE.url(tmp_path, "{service}"))
    monkeypatch.setattr("services.chassis.logs.configure", lambda *_: None)

    def typed(*words: object) -> Any:
        done = CliRunner().invoke(reserve, [*map(str, words), "--json"])
        return done.exception if done.exception else json.loads(done.stdout)

    return typed


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    """A warehouse with six tablets, of which a board asks for three."""
    with house(tmp_path) as one:
        found = People(one)
        found.furnish()
        found.supply("tablet", 6)
        found.ask(BOARDS[0], "tablet", 3)
        one.pump()
        yield found


def grant(people: People) -> None:
    (request,) = people.requests()
    people.do("grant", Role.MINISTRY, "POST", f"{INTAKE}/requests/{request['id']}/grant", json={})
    people.house.pump()


def move(people: People, shelf: str) -> None:
    """The first device of all is put on another shelf."""
    first = min(one["serial"] for one in people.warehouse_devices())
    (result,) = people.scan("put_away", [first], location=shelf)
    assert result["outcome"] == "done", result


def at_rest(people: People) -> None:
    """As after the end of all processes: nobody holds a database, no earlier test that had it either."""
    for one in people.house.services.values():
        if one.database.engine.dialect.name == "postgresql":
            with one.database.engine.connect() as connection:
                connection.exec_driver_sql(LEAVE)
        one.database.close()


def look(people: People, service: str) -> None:
    """Somebody sees what concerns persons, in that service."""
    with people.house.services[service].database.writing(Act("u-1", now())) as session:
        access.note(session, Person("u-1", Role.AUDITOR), Sees.LOANS, "GET /loans")


def looks_checked(people: People, service: str) -> tuple[int, int | None]:
    """Of its chain of accesses, how many hold, and the first that does not."""
    with people.house.services[service].database.reading() as session:
        found = access.verify(session)
    return found.count, found.broken_at


def log_of(one: House) -> list[tuple[Any, ...]]:
    with one.services["portal"].database.reading() as session:
        asked = select(Entry.source, Entry.subject, Entry.sequence).order_by(Entry.position)
        return [tuple(row) for row in session.execute(asked)]


def kinds_in(file: str) -> list[str]:
    """What the events in a file of lost facts say happened."""
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["type"].split(".", 3)[3] for line in lines]


def test_a_portal_older_than_its_peers_hears_from_their_outboxes_what_it_lost(
    people: People, command: Command, tmp_path: Path
) -> None:
    command("backup", tmp_path / "kept")
    grant(people)
    move(people, SHELVES[1])
    people.house.pump()
    before = log_of(people.house)
    at_rest(people)
    found = command("restore", tmp_path / "kept", "--service", "portal")
    assert found["applied"] > 0
    assert (found["lost"], found["unfound"], found["parked"]) == (0, 0, 0)
    assert sorted(log_of(people.house)) == sorted(before)
    people.house.pump()
    assert said(audit_of(people.house)) == []
    with people.house.services["portal"].database.reading() as session:
        assert session.scalars(select(SignIn).where(SignIn.revoked_at.is_(None))).all() == []


def test_a_service_that_told_nothing_since_its_backup_has_lost_nothing(
    people: People, command: Command, tmp_path: Path
) -> None:
    command("backup", tmp_path / "kept")
    move(people, SHELVES[1])
    people.house.pump()
    at_rest(people)
    for name in ("intake", "shipping"):
        found = command("restore", tmp_path / "kept", "--service", name)
        assert (found["lost"], found["parked"]) == (0, 0)
    # Restored by other means it is brought up by itself; of one that is already, nothing is left to do.
    found = command("catch-up", "shipping")
    assert (found["lost"], found["parked"]) == (0, 0)
    people.house.pump()
    assert said(audit_of(people.house)) == []


def test_a_service_older_than_its_peers_names_what_it_lost_and_is_heard_again(
    people: People, command: Command, tmp_path: Path
) -> None:
    look(people, "warehouse")
    command("backup", tmp_path / "kept")
    for shelf in (SHELVES[1], SHELVES[0], SHELVES[1]):
        move(people, shelf)
    grant(people)
    heard = len(log_of(people.house))
    at_rest(people)
    found = command("restore", tmp_path / "kept", "--service", "warehouse")
    assert kinds_in(found["file"]) == ["device.moved.v1"] * 3 + ["order.reserved.v1"]
    # The grant, which it had heard, it hears again, and answers it anew.
    assert (found["lost"], found["applied"]) == (4, 1)
    # Of the one series some numbers were given by then, of the other none that the backup knows.
    with people.house.services["warehouse"].database.writing(Act("u-1", now())) as session:
        assert min(next_number(session, series) for series in ("delivery", "carton")) > UNTOLD
    look(people, "warehouse")
    assert looks_checked(people, "warehouse") == (2, None)
    move(people, SHELVES[1])
    people.house.pump()
    assert len(log_of(people.house)) == heard + 2
    assert [one["state"] for one in people.requests()] == ["granted"]
    assert said(audit_of(people.house)) == []


def test_without_the_raised_numbers_what_it_tells_next_would_count_as_old(
    people: People, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("backup", tmp_path / "kept")
    move(people, SHELVES[1])
    people.house.pump()
    if STORE.kind == "postgresql":
        assert "hold its database" in str(command("restore", tmp_path / "kept", "--service", "warehouse"))
    at_rest(people)
    monkeypatch.setattr("services.chassis.backup.numbers.raise_subjects", lambda *_: 0)
    command("restore", tmp_path / "kept", "--service", "warehouse")
    before = log_of(people.house)
    move(people, SHELVES[1])
    assert people.house.relay("warehouse") == 1
    people.house.pump()
    assert log_of(people.house) == before


def test_all_restored_stand_at_one_moment_and_what_was_told_since_is_named(
    people: People, command: Command, tmp_path: Path
) -> None:
    # On its way while the backup is made: told, sent, and not heard.
    move(people, SHELVES[1])
    people.house.relay("warehouse")
    command("backup", tmp_path / "kept")
    people.house.pump()
    grant(people)
    with people.house.services["warehouse"].database.engine.begin() as connection:
        # As an upgrade since the backup leaves it: what is new refers to what is saved.
        connection.exec_driver_sql("CREATE TABLE later (shelf VARCHAR(12) REFERENCES location (code))")
    at_rest(people)
    found = command("restore", tmp_path / "kept")
    # The first that anybody takes there has no place before it.
    look(people, "shipping")
    assert looks_checked(people, "shipping") == (1, None)
    with people.house.services["warehouse"].database.engine.connect() as connection:
        assert not inspect(connection).has_table("later")
    assert sorted(kinds_in(found["file"])) == ["order.reserved.v1", "request.granted.v1"]
    assert [one["state"] for one in people.requests()] == ["submitted"]
    people.house.pump()
    assert said(audit_of(people.house)) == []
    grant(people)
    assert said(audit_of(people.house)) == []
    assert people.scan("receive", ["5CD9999999"], location=DOCK)[0]["outcome"] == "refused"


def test_a_backup_that_is_damaged_there_already_or_of_another_kind_is_refused(
    people: People, command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept"
    command("backup", kept)
    assert "is there already" in str(command("backup", kept))
    assert "There is no backup" in str(command("restore", tmp_path / "none"))
    saved = next(kept.glob("portal.*"))
    content = saved.read_bytes()
    saved.write_bytes(content[:-1])
    assert "is not as it was saved" in str(command("restore", kept))
    if STORE.kind == "postgresql":
        # And what does not show before it is read leaves all as it is.
        there = log_of(people.house)
        saved.write_bytes(content[: len(content) // 2])
        with pytest.raises(Conflict, match="pg_restore failed"):
            dump.restore(make_url(STORE.url(tmp_path, "portal")), saved)
        assert log_of(people.house) == there
    saved.write_bytes(content)
    at_rest(people)
    publish(f"sqlite:///{tmp_path}/broker.sqlite", [Message("1", "warehouse.device.stored", b"?")])
    assert "wait for the portal" in str(command("restore", kept, "--service", "warehouse"))
    other = "postgresql://nobody@localhost/{service}" if saved.suffix == ".sqlite" else "sqlite:////tmp/{service}"
    monkeypatch.setenv("RESERVE_DATABASE", other)
    assert "another kind of database" in str(command("restore", kept))
