"""Parked events retried and dropped by an operator, on both databases, also while a worker takes what comes after."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event as Flag
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import MetaData, select

from services.chassis import inbox, outbox, parking, tables, unparking
from services.chassis.act import Act, now
from services.chassis.errors import Conflict, NotFound
from services.chassis.run import Running
from services.chassis.service import Service
from services.chassis.settings import from_environment
from services.contracts.envelope import Envelope, from_wire
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceStored
from tests.integration.databases import bare
from tests.integration.toy import waiting

pytestmark = pytest.mark.databases("sqlite", "postgresql")


class Ear:
    """A service that hears devices stored: it keeps what it heard in memory, fails while ill, and can be held up."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.ill: set[int] = set()
        self.reached, self.go = Flag(), Flag()
        self.go.set()

    def hear(self, session: Any, envelopes: list[Envelope[Any]]) -> None:
        for envelope in envelopes:
            if envelope.sequence in self.ill:
                raise ArithmeticError(f"ill at {envelope.sequence}")
        self.reached.set()
        assert self.go.wait(20)
        self.heard += [envelope.sequence for envelope in envelopes]

    def hold(self) -> None:
        self.reached.clear()
        self.go.clear()


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def one(tmp_path: Path, ear: Ear, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    """A listening service with the chassis's tables, empty."""
    monkeypatch.setattr(parking, "PAUSES_S", (0.0,))
    database = bare(tmp_path)
    tables.metadata.create_all(database.engine)
    service = Service("toy", "services.chassis", MetaData(), subscriptions={DeviceStored: ear.hear})
    yield Running(service, from_environment({"RESERVE_VAR": str(tmp_path)}), database)
    database.close()


def tell(one: Running, device: UUID, count: int = 1) -> list[bytes]:
    """Events of one device, as they come from the broker."""
    with one.database.writing(Act("u-1", now())) as session:
        for _ in range(count):
            outbox.record(session, DeviceStored(device=device, type="tablet", location=LocationCode("A-01-01")))
    return waiting(one)[-count:]


def take(one: Running, bodies: list[bytes]) -> None:
    assert inbox.take(one.database, one.service, bodies) == []


def parked(one: Running) -> list[unparking.Parked]:
    with one.database.reading() as session:
        return list(unparking.everything(session))


def retry(one: Running, device: UUID) -> unparking.Retried:
    return unparking.retry(one.database, one.service, ("/warehouse", f"device/{device}"))


def drop(one: Running, event_id: UUID) -> None:
    with one.database.writing(Act("operator:jt", now())) as session:
        unparking.drop(session, event_id, "a device that never was")


def test_a_retry_applies_in_sequence_what_is_parked_and_what_comes_after_is_taken_as_ever(one: Running, ear: Ear):
    device, ear.ill = uuid4(), {2}
    take(one, tell(one, device, 4))
    assert (ear.heard, [event.sequence for event in parked(one)]) == ([1], [2, 3, 4])
    ear.ill = set()
    assert retry(one, device) == unparking.Retried(applied=3)
    take(one, tell(one, device))
    assert (ear.heard, parked(one)) == ([1, 2, 3, 4, 5], [])


def test_a_retry_stops_at_the_first_that_fails_again_and_keeps_its_new_reason(one: Running, ear: Ear):
    device, ear.ill = uuid4(), {1}
    take(one, tell(one, device, 3))
    ear.ill = {2}
    done = retry(one, device)
    second, third = parked(one)
    assert (done.applied, done.failed) == (1, second.event_id)
    assert second.reason.startswith("ArithmeticError('ill at 2')")
    assert second.reason == done.reason
    assert "Traceback" in second.reason
    assert (third.reason, ear.heard) == (parking.BEHIND, [1])


def test_a_dropped_event_is_kept_with_who_and_why_and_never_applied_even_when_sent_again(one: Running, ear: Ear):
    device, ear.ill = uuid4(), {1}
    bodies = tell(one, device, 2)
    take(one, bodies)
    drop(one, parked(one)[0].event_id)
    ear.ill = set()
    assert retry(one, device).applied == 1
    with one.database.writing(Act("u-1", now())) as session:
        kept = session.execute(select(tables.dropped)).one()
        session.execute(tables.inbox.delete())
    take(one, bodies)
    assert (kept.body, kept.dropped_by, kept.why) == (bodies[0], "operator:jt", "a device that never was")
    assert kept.reason.startswith("ArithmeticError")
    assert (kept.event_id, kept.subject, kept.sequence) == (from_wire(bodies[0]).id, f"device/{device}", 1)
    assert (ear.heard, parked(one)) == ([2], [])


def test_only_the_first_of_a_subject_can_be_dropped(one: Running, ear: Ear):
    device, ear.ill = uuid4(), {1}
    take(one, tell(one, device, 2))
    first, second = parked(one)
    with pytest.raises(Conflict, match=str(first.event_id)):
        drop(one, second.event_id)
    with pytest.raises(NotFound):
        drop(one, uuid4())
    assert len(parked(one)) == 2


def test_what_is_resent_while_its_subject_is_parked_is_applied_once(one: Running, ear: Ear):
    device, ear.ill = uuid4(), {2}
    bodies = tell(one, device, 3)
    take(one, bodies)
    with one.database.writing(Act("u-1", now())) as session:
        session.execute(tables.inbox.delete())
    ear.ill = set()
    take(one, bodies)
    assert len(parked(one)) == 2
    assert retry(one, device).applied == 2
    assert ear.heard == [1, 2, 3]


def test_an_event_that_comes_while_the_last_parked_one_is_retried_is_applied_after_it(one: Running, ear: Ear):
    device, ear.ill = uuid4(), {1}
    take(one, tell(one, device))
    following = tell(one, device)
    ear.ill = set()
    with ThreadPoolExecutor(2) as pool:
        ear.hold()
        retried = pool.submit(retry, one, device)
        assert ear.reached.wait(20)
        taken = pool.submit(take, one, following)
        assert not_done(taken)
        ear.go.set()
        assert retried.result(20).applied == 1
        taken.result(20)
    assert (ear.heard, parked(one)) == ([1, 2], [])


def test_an_event_that_is_being_parked_behind_is_found_by_the_retry(
    one: Running, ear: Ear, monkeypatch: pytest.MonkeyPatch
):
    device, ear.ill = uuid4(), {1}
    take(one, tell(one, device))
    following = tell(one, device)
    ear.ill = set()
    looked, go = Flag(), Flag()
    monkeypatch.setattr(parking, "behind", paused(parking.behind, looked, go))
    with ThreadPoolExecutor(2) as pool:
        taken = pool.submit(take, one, following)
        assert looked.wait(20)
        retried = pool.submit(retry, one, device)
        assert not_done(retried)
        go.set()
        taken.result(20)
        assert retried.result(20).applied == 2
    assert (ear.heard, parked(one)) == ([1, 2], [])


def test_two_retries_at_once_apply_each_event_once(one: Running, ear: Ear):
    device, ear.ill = uuid4(), {1}
    take(one, tell(one, device, 20))
    ear.ill = set()
    with ThreadPoolExecutor(2) as pool:
        done = [pool.submit(retry, one, device) for _ in range(2)]
        assert sum(each.result(20).applied for each in done) == 20
    assert (ear.heard, parked(one)) == (list(range(1, 21)), [])


def test_retries_beside_a_worker_lose_nothing_and_keep_the_order(one: Running, ear: Ear):
    device, ear.ill = uuid4(), {1}
    bodies = tell(one, device, 60)
    take(one, bodies[:1])
    ear.ill = set()
    with ThreadPoolExecutor(2) as pool:
        taken = pool.submit(lambda: [take(one, [body]) for body in bodies[1:]])
        while not taken.done():
            retry(one, device)
        taken.result()
    retry(one, device)
    assert (ear.heard, parked(one)) == (list(range(1, 61)), [])


def paused(behind: Callable[..., Any], looked: Flag, go: Flag) -> Callable[..., Any]:
    """The worker, stopped between its look at what is parked and what it does about it."""

    def pausing(*arguments: Any) -> Any:
        looked.set()
        assert go.wait(20)
        return behind(*arguments)

    return pausing


def not_done(work: Future[Any]) -> bool:
    """Whether it waits: what it must not do would take some milliseconds."""
    return not Flag().wait(0.3) and not work.done()
