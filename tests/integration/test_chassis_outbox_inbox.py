"""Outbox, relay and inbox on a real SQLite file: recorded with its change, sent in order, applied once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from services.chassis import inbox, outbox, parking, relay
from services.chassis.act import Act, now
from services.chassis.backlog import backlog
from services.chassis.broker.message import Message
from services.chassis.counter import next_numbers
from services.chassis.database import Database
from services.chassis.outbox import Happening
from services.chassis.run import Running
from services.chassis.tables import parked
from services.contracts.envelope import from_wire
from services.contracts.event import Event
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceMoved, DeviceStored, DeviceWiped
from tests.integration.toy import running_toy, shelved, waiting

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[Running]:
    with running_toy(tmp_path) as one:
        yield one


class Shelf:
    """A publisher that keeps what it is given and confirms all but the keys that nobody hears."""

    def __init__(self, unheard: str = "") -> None:
        self.got: list[Message] = []
        self.unheard = unheard

    def publish(self, batch: Sequence[Message], timeout: float) -> set[str]:
        self.got += batch
        return {one.id for one in batch if one.routing_key != self.unheard}

    def close(self) -> None: ...


def stored(device: UUID, place: str = "A-01-01") -> Event:
    return DeviceStored(device=device, type="tablet", location=LocationCode(place))


def wiped(device: UUID, place: str = "A-01-01") -> Event:
    return DeviceWiped(device=device, location=LocationCode(place))


def record(toy: Running, *events: Event) -> list[bytes]:
    with toy.database.writing(Act("u-1", now())) as session:
        outbox.record(session, *events)
    return waiting(toy)


def test_sequence_counts_per_subject_and_ids_keep_the_order(toy: Running) -> None:
    one, other = uuid4(), uuid4()
    bodies = record(toy, stored(one), stored(other), wiped(one))
    bodies = record(toy, wiped(other))
    told = [(one_.subject, one_.sequence) for one_ in map(from_wire, bodies)]
    assert told == [(f"device/{one}", 1), (f"device/{other}", 1), (f"device/{one}", 2), (f"device/{other}", 2)]


def test_an_event_carries_its_act_and_the_moment_that_it_happened(toy: Running) -> None:
    then = now().replace(year=2020)
    with toy.database.writing(Act("u-9", now(), traceparent="00-a-b-01")) as session:
        outbox.record_all(session, [Happening(stored(uuid4()), then)])
    told = from_wire(waiting(toy)[0])
    assert (told.actor, told.time, told.traceparent, told.source) == ("u-9", then, "00-a-b-01", "/warehouse")


def test_a_change_rolled_back_takes_its_events_and_numbers_with_it(toy: Running) -> None:
    device = uuid4()

    def cut_off() -> None:
        with toy.database.writing(Act("u-1", now())) as session:
            outbox.record(session, stored(device))
            next_numbers(session, "carton", 5)
            raise RuntimeError("power")

    with pytest.raises(RuntimeError, match="power"):
        cut_off()
    assert waiting(toy) == []
    assert from_wire(record(toy, stored(device))[0]).sequence == 1
    with toy.database.writing(Act("u-1", now())) as session:
        assert list(next_numbers(session, "carton", 2)) == [1, 2]


@pytest.mark.parametrize("count", [5, 500])
def test_recording_takes_the_same_number_of_statements_whatever_the_count(toy: Running, count: int) -> None:
    statements: list[str] = []
    listener = lambda *seen: statements.append(seen[2])  # noqa: E731
    with toy.database.writing(Act("u-1", now())) as session:
        session.connection()
        event.listen(toy.database.engine, "before_cursor_execute", listener)
        outbox.record_all(session, [Happening(stored(uuid4()), now()) for _ in range(count)])
        event.remove(toy.database.engine, "before_cursor_execute", listener)
    assert len(statements) == 2


def test_the_relay_sends_in_order_marks_what_was_confirmed_and_sends_nothing_twice(toy: Running) -> None:
    record(toy, *(stored(uuid4()) for _ in range(1_200)))
    shelf = Shelf()
    assert [relay.forward(toy.database, shelf) for _ in range(4)] == [500, 500, 200, 0]
    assert [one.body for one in shelf.got] == waiting(toy)
    assert backlog(toy.database).unsent == 0


def test_what_nobody_hears_stays_and_blocks_nothing(toy: Running) -> None:
    device = uuid4()
    record(toy, stored(device), wiped(device), stored(uuid4()))
    shelf = Shelf(unheard="warehouse.device.wiped")
    assert relay.forward(toy.database, shelf) == 2
    assert backlog(toy.database).unsent == 1
    assert relay.forward(toy.database, shelf) == 0


def test_a_redelivered_event_changes_nothing(toy: Running) -> None:
    bodies = record(toy, stored(uuid4()), stored(uuid4(), "A-02-02"))
    for _ in range(3):
        assert inbox.take(toy.database, toy.service, [*bodies, *bodies]) == []
    assert sorted(shelved(toy)) == ["A-01-01", "A-02-02"]


def test_what_comes_again_in_one_batch_in_another_order_costs_no_event(toy: Running) -> None:
    device = uuid4()
    first, second, third = record(toy, *(stored(device, place) for place in ("A-01-01", "A-02-02", "A-03-03")))
    heard: list[int] = []
    note = {DeviceStored: lambda _, envelopes: heard.extend(one.sequence for one in envelopes)}
    listener = replace(toy.service, subscriptions=note)
    inbox.take(toy.database, listener, [first, second, third, third, first, second])
    assert heard == [1, 2, 3]


def test_an_event_older_than_the_last_heard_of_its_subject_is_dropped(toy: Running) -> None:
    device = uuid4()
    first, second = record(toy, stored(device, "A-01-01"), stored(device, "A-02-02"))
    inbox.take(toy.database, toy.service, [second])
    inbox.take(toy.database, toy.service, [first])
    assert shelved(toy) == ["A-02-02"]


def test_an_event_that_nobody_subscribed_to_is_noted_and_harmless(toy: Running) -> None:
    place = LocationCode("A-01-01")
    bodies = record(toy, DeviceMoved(device=uuid4(), origin=place, location=place))
    assert inbox.take(toy.database, toy.service, bodies) == []
    assert shelved(toy) == []


def test_unreadable_bodies_are_named_and_their_neighbours_applied(toy: Running) -> None:
    one, two = record(toy, stored(uuid4()), stored(uuid4()))
    assert inbox.take(toy.database, toy.service, [b"?", one, b"{}", two]) == [0, 2]
    assert len(shelved(toy)) == 2


def test_poison_is_parked_with_its_reason_and_what_follows_of_its_subject_behind_it(
    toy: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parking, "PAUSES_S", (0.0,))
    ill, well = uuid4(), uuid4()
    bodies = record(toy, stored(ill, "BOOM-99"), stored(well), wiped(ill, "A-03-03"), wiped(well, "A-02-02"))
    assert inbox.take(toy.database, toy.service, bodies) == []
    assert sorted(shelved(toy)) == ["A-01-01", "A-02-02"]
    with toy.database.reading() as session:
        kept = session.execute(select(parked).order_by(parked.c.id)).all()
    assert [(one.subject, one.sequence) for one in kept] == [(f"device/{ill}", 1), (f"device/{ill}", 2)]
    assert "poison" in kept[0].reason
    later = record(toy, stored(ill, "A-04-04"))[-1]
    inbox.take(toy.database, toy.service, [later])
    with toy.database.reading() as session:
        assert session.execute(select(func.count()).select_from(parked)).scalar_one() == 3


def test_a_statement_that_is_wrong_is_poison_not_a_database_away(toy: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parking, "PAUSES_S", (0.0,))
    bodies = record(toy, stored(uuid4()), stored(uuid4(), "SQL-99"), stored(uuid4()))
    assert inbox.take(toy.database, toy.service, bodies) == []
    assert shelved(toy) == ["A-01-01", "A-01-01"]
    with toy.database.reading() as session:
        assert "nowhere" in session.execute(select(parked.c.reason)).scalar_one()


@pytest.mark.databases("sqlite")
def test_a_database_that_is_busy_parks_nothing_and_what_waits_is_applied_later(
    toy: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    bodies = record(toy, stored(uuid4()))
    impatient = Running(toy.service, toy.settings, Database(toy.settings.database_url("toy")))
    event.listen(impatient.database.engine, "connect", lambda one, _: one.execute("PRAGMA busy_timeout=1").close())
    with toy.database.writing(Act("u-1", now())) as other:
        other.connection()
        with pytest.raises(OperationalError):
            inbox.take(impatient.database, toy.service, bodies)
    assert inbox.take(impatient.database, toy.service, bodies) == []
    impatient.database.close()
    assert shelved(toy) == ["A-01-01"]


def test_many_poisoned_events_pause_for_a_bounded_time_together() -> None:
    patience = parking.Patience(seconds=0.06)
    assert [len(list(patience.tries())) for _ in range(3)] == [2, 1, 1]


@pytest.mark.parametrize("count", [5, 500])
def test_a_batch_of_any_size_is_noted_with_the_same_number_of_statements(toy: Running, count: int) -> None:
    bodies = record(toy, *(stored(uuid4()) for _ in range(count)))
    statements: list[str] = []
    listener = lambda *seen: statements.append(seen[2])  # noqa: E731
    event.listen(toy.database.engine, "before_cursor_execute", listener)
    inbox.take(toy.database, toy.service, bodies)
    event.remove(toy.database.engine, "before_cursor_execute", listener)
    assert len([one for one in statements if not one.startswith("BEGIN")]) == 5
