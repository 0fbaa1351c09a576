"""What is kept of what is done with: purged at its age and in chunks, sent again without effect while it is kept."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, insert, select, update

from services.chassis import inbox, outbox, relay, replies, retention, tables
from services.chassis.act import Act, now
from services.chassis.broker.message import Message
from services.chassis.retention import Purged
from services.chassis.run import Running
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceStored
from tests.integration.toy import running_toy, shelved, statements, waiting
from tests.system.waiting import wait_until

pytestmark = pytest.mark.databases("sqlite", "postgresql")
DAY = timedelta(days=1)


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr(retention, "PAUSE_S", 0.0)
    with running_toy(tmp_path) as one:
        yield one


class Shelf:
    """A publisher that keeps what it is given and confirms all."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    def publish(self, batch: list[Message], timeout: float) -> set[str]:
        self.bodies += [message.body for message in batch]
        return {message.id for message in batch}

    def close(self) -> None: ...


def tell(toy: Running, count: int) -> None:
    with toy.database.writing(Act("u-1", now())) as session:
        events = [DeviceStored(device=uuid4(), type="tablet", location=LocationCode("A-01-01")) for _ in range(count)]
        outbox.record(session, *events)


def send(toy: Running) -> list[bytes]:
    """All that waits, as the relay sends it."""
    shelf = Shelf()
    while relay.forward(toy.database, shelf):
        pass
    return shelf.bodies


def age(toy: Running, sent: timedelta, taken: timedelta) -> None:
    """Everything was sent and taken so long ago."""
    with toy.database.writing(Act("u-1", now())) as session:
        session.execute(update(tables.outbox).where(tables.outbox.c.sent_at.is_not(None)).values(sent_at=now() - sent))
        session.execute(update(tables.inbox).values(taken_at=now() - taken))


def count(toy: Running, table: str) -> int:
    with toy.database.reading() as session:
        return session.execute(select(func.count()).select_from(tables.metadata.tables[table])).scalar_one()


def test_events_are_purged_at_their_age_and_what_waits_never(toy: Running) -> None:
    tell(toy, 7)
    inbox.take(toy.database, toy.service, send(toy))
    tell(toy, 2)
    age(toy, 6.9 * DAY, 13.9 * DAY)
    assert retention.purge(toy.database) == Purged(0, 0, 0)
    age(toy, 7.1 * DAY, 13.9 * DAY)
    assert retention.purge(toy.database) == Purged(7, 0, 0)
    age(toy, 400 * DAY, 14.1 * DAY)
    assert retention.purge(toy.database) == Purged(0, 7, 0)
    assert (count(toy, "outbox"), count(toy, "inbox"), len(send(toy))) == (2, 0, 2)


def test_replies_to_scans_are_kept_longer_than_those_to_idempotency_keys(toy: Running) -> None:
    kinds = {"f" * 64: 29, "0" * 64: 31, "scan/-/1": 31, "scan/-/2": 399, "scan/-/3": 401, "scan_like": 31}
    row = {"fingerprint": "", "status": 200, "content_type": "-", "body": b""}
    with toy.database.writing(Act("u-1", now())) as session:
        for key, days in kinds.items():
            session.execute(insert(tables.reply).values(key=key, kept_at=now() - days * DAY, **row))
    assert retention.purge(toy.database).replies == 3
    with toy.database.reading() as session:
        assert set(replies.find(session, list(kinds))) == {"f" * 64, "scan/-/1", "scan/-/2"}


@pytest.mark.parametrize("rows", [4, 12])
def test_a_chunk_takes_the_same_number_of_statements_whatever_it_holds(
    toy: Running, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(retention, "CHUNK", rows)
    tell(toy, 3 * rows)
    send(toy)
    age(toy, 8 * DAY, 15 * DAY)
    with statements(toy.database) as seen:
        assert retention.purge(toy.database).sent == 3 * rows
    told = [text.split()[0] for text, _ in seen if not text.startswith(("BEGIN", "SET"))]
    assert (told.count("DELETE"), told.count("SELECT")) == (3, 6)


def test_what_is_sent_again_leaves_in_its_order_and_changes_nothing(toy: Running) -> None:
    tell(toy, 5)
    before = send(toy)
    since = now()
    with toy.database.writing(Act("u-1", now())) as session:
        session.execute(update(tables.outbox).values(sent_at=since - DAY))
    tell(toy, 5)
    after = send(toy)
    inbox.take(toy.database, toy.service, before + after)
    assert retention.resend(toy.database, since) == 5
    assert retention.resend(toy.database, since) == 0
    assert send(toy) == after
    assert retention.resend(toy.database, since - 2 * DAY) == 10
    again = send(toy)
    assert again == waiting(toy)
    inbox.take(toy.database, toy.service, again)
    assert len(shelved(toy)) == 10


def test_what_is_sent_again_after_its_note_was_purged_is_known_as_old(toy: Running) -> None:
    tell(toy, 5)
    inbox.take(toy.database, toy.service, send(toy))
    age(toy, 6 * DAY, 20 * DAY)
    assert retention.purge(toy.database) == Purged(0, 5, 0)
    assert retention.resend(toy.database, now() - 7 * DAY) == 5
    inbox.take(toy.database, toy.service, send(toy))
    assert len(shelved(toy)) == 5


def test_notes_are_kept_longer_than_what_can_be_sent_again() -> None:
    assert retention.TAKEN >= 2 * retention.SENT


def test_the_active_relay_purges_by_itself_and_goes_on_after_a_fault(
    toy: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "FIRST_S", 0.0)
    monkeypatch.setattr(retention, "EVERY_S", 0.05)
    tell(toy, 3)
    send(toy)
    age(toy, 8 * DAY, 15 * DAY)
    tables.reply.drop(toy.database.engine)
    with retention.upkeep(toy.database):
        wait_until(lambda: count(toy, "outbox") == 0)
        tables.reply.create(toy.database.engine)
        tell(toy, 3)
        send(toy)
        age(toy, 8 * DAY, 15 * DAY)
        wait_until(lambda: count(toy, "outbox") == 0)
