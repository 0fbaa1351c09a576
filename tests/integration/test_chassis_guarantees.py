"""What the chassis promises and no other test would miss: what is written first, whose a key is, what SQLite keeps."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import DeclarativeBase

from services.chassis import database, outbox, relay, tables
from services.chassis.act import Act, now
from services.chassis.backlog import backlog
from services.chassis.broker.message import Message
from services.chassis.database import Database, if_refused
from services.chassis.errors import Conflict
from services.chassis.run import Running
from services.contracts.event import Event
from services.contracts.sentence import say
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceStored
from tests.integration import toy as toys
from tests.integration.toy import client, running_toy, shelf, shelved, statements, token
from tests.sparing import AS_BUILT

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        yield one


class Base(DeclarativeBase):
    metadata = toys.metadata


class Place(Base):
    """A row of the toy's shelf, as services write theirs: changed in memory, flushed later."""

    __table__ = shelf


def stored(device: UUID) -> Event:
    return DeviceStored(device=device, type="tablet", location=LocationCode("A-02-02"))


def bearer(toy: Running, **who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(toy, **who)}", "Idempotency-Key": "k-1"}


def act() -> Act:
    return Act("u-1", now())


def test_a_change_is_written_before_its_event_is_numbered(toy: Running) -> None:
    device = uuid4()
    with toy.database.writing(act()) as session:
        session.execute(insert(shelf).values(device=device, place="A-01-01"))
    with statements(toy.database) as seen, toy.database.writing(act()) as session, session.no_autoflush:
        session.get_one(Place, device).place = "A-02-02"
        outbox.record(session, stored(device))
    written = [" ".join(text.split()[:3]) for text, _ in seen if text.startswith(("UPDATE", "INSERT"))]
    assert written == ["UPDATE shelf SET", "INSERT INTO subject", "INSERT INTO outbox"]


def test_one_persons_key_does_not_answer_another(toy: Running) -> None:
    browser, path = client(toy), f"/toy/api/v1/devices/{uuid4()}"
    for actor in ("u-1", "u-2"):
        with toy.database.writing(act()) as session:
            session.execute(delete(shelf))
        answer = browser.post(path, json={"location": "A-01-01"}, headers=bearer(toy, actor=actor))
        assert (answer.status_code, answer.headers.get("Idempotent-Replayed")) == (201, None)
        assert shelved(toy) == ["A-01-01"]


def test_one_boards_scan_does_not_answer_another(toy: Running) -> None:
    browser, label = client(toy), [{"text": "5CG0123ABC"}]
    one = {"id": str(uuid4()), "at": now().isoformat(), "station": "q", "action": "put", "codes": label}
    body = {"sent": now().isoformat(), "scans": [one | {"with": {"location": "A-01-01"}}]}
    for board in ("762000", "763000", "762000"):
        assert browser.post("/toy/api/v1/scans", json=body, headers=bearer(toy, board=board)).status_code == 200
    assert len(shelved(toy)) == 2


class Exchange:
    """A publisher whose broker confirms what it has a queue for: nothing, until it is bound."""

    def __init__(self) -> None:
        self.bound = False

    def publish(self, batch: Sequence[Message], timeout: float) -> set[str]:
        return {one.id for one in batch if self.bound}

    def close(self) -> None: ...


def test_what_nobody_heard_is_sent_once_its_time_has_come(toy: Running) -> None:
    with toy.database.writing(act()) as session:
        outbox.record(session, stored(uuid4()))
    exchange = Exchange()
    relay.forward(toy.database, exchange)
    exchange.bound = True
    assert relay.forward(toy.database, exchange) == 0
    with toy.database.writing(act()) as session:
        session.execute(update(tables.outbox).values(retry_at=now()))
    assert (relay.forward(toy.database, exchange), backlog(toy.database).unsent) == (1, 0)


@pytest.fixture
def in_earnest(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite as the product opens it."""
    monkeypatch.setattr(database, "PRAGMAS", AS_BUILT)


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("pragma", "value"), [("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 30_000)]
)
def test_an_sqlite_connection_keeps_what_it_says_it_kept(
    in_earnest: None, toy: Running, pragma: str, value: Any
) -> None:
    with toy.database.reading() as reading, toy.database.writing(act()) as writing:
        for session in (reading, writing):
            assert session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def begins(database: Database) -> list[str]:
    with statements(database) as seen:
        with database.writing(act()) as session:
            session.execute(select(shelf))
        with database.reading() as session:
            session.execute(select(shelf))
    return [text for text, _ in seen if text.startswith("BEGIN")]


@pytest.mark.databases("sqlite")
def test_who_writes_holds_the_lock_from_the_start_and_who_reads_does_not(toy: Running) -> None:
    assert begins(toy.database) == ["BEGIN IMMEDIATE", "BEGIN"]


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(toy: Running) -> None:
    count = select(func.count()).select_from(shelf)
    with toy.database.reading() as reading:
        before = reading.scalar(count)
        with toy.database.writing(act()) as session:
            session.execute(insert(shelf).values(device=uuid4(), place="A-01-01"))
        assert (reading.scalar(count), before) == (0, 0)
    assert shelved(toy) == ["A-01-01"]


@pytest.mark.parametrize(("refused", "places"), [(False, ["A-01-01"]), (True, ["REFUSED"])])
def test_what_must_outlive_a_refusal_is_kept_then_and_only_then(toy: Running, refused: bool, places: list[str]) -> None:
    def change() -> None:
        with toy.database.writing(act()) as session:
            keep = insert(shelf).values(device=uuid4(), place="REFUSED")
            if_refused(session, lambda apart: apart.execute(keep))
            session.execute(insert(shelf).values(device=uuid4(), place="A-01-01"))
            if refused:
                raise Conflict("toy.no", say("No."))

    if refused:
        with pytest.raises(Conflict):
            change()
    else:
        change()
    with toy.database.reading() as session:
        assert session.scalars(select(shelf.c.place)).all() == places


def test_a_fault_of_our_own_keeps_nothing_apart(toy: Running) -> None:
    def fail() -> None:
        with toy.database.writing(act()) as session:
            if_refused(session, lambda apart: apart.execute(insert(shelf).values(device=uuid4(), place="REFUSED")))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with toy.database.reading() as session:
        assert session.scalars(select(shelf.c.place)).all() == []
