"""Rules of the embedded broker that no other broker needs to share: claims, limits, and its file."""

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.chassis.broker.connection import BrokerAway, connect, embedded_path
from services.chassis.broker.embedded import letters, routing
from services.chassis.broker.embedded.claim import Claim
from services.chassis.broker.embedded.feed import Feed
from services.chassis.broker.embedded.letters import Letter
from services.chassis.broker.embedded.store import Store
from services.chassis.broker.message import Message
from services.chassis.broker.publisher import open_publisher


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "broker.sqlite")
    routing.declare_exchange(store, "events", "topic")
    routing.declare_queue(store, "work", {"x-dead-letter-exchange": "dead", "x-delivery-limit": 2})
    routing.bind(store, "work", "events", "#")
    yield store
    store.close()


def put(store: Store, *bodies: bytes) -> None:
    letters.publish(store, "events", [Letter("a.b", "{}", body) for body in bodies])


def add_dead_letters(store: Store) -> None:
    routing.declare_exchange(store, "dead", "fanout")
    routing.declare_queue(store, "grave", {})
    routing.bind(store, "grave", "dead", "")


def test_only_one_claim_holds_a_queue_and_the_next_gets_it_on_release(tmp_path: Path) -> None:
    first, second = Claim(tmp_path, "reserve.warehouse"), Claim(tmp_path, "reserve.warehouse")
    assert first.take()
    assert not second.take()
    first.write_mark(7)
    first.release()
    assert second.take()
    assert second.read_mark() == 7
    second.release()


def test_a_queue_may_be_called_anything(tmp_path: Path) -> None:
    claim = Claim(tmp_path, "../odd / name")
    assert claim.take()
    claim.release()
    assert len(list(tmp_path.iterdir())) == 1


def test_a_feed_takes_in_order_and_never_the_same_twice(store: Store) -> None:
    put(store, b"1", b"2", b"3")
    feed = Feed(store, "work")
    assert [row.body for row in feed.take(2)] == [b"1", b"2"]
    put(store, b"4")
    assert [row.body for row in feed.take(9)] == [b"3", b"4"]
    assert feed.take(9) == []
    feed.close()


def test_a_message_given_back_too_often_is_buried_with_the_reason(store: Store) -> None:
    add_dead_letters(store)
    put(store, b"1", b"2")
    for _ in range(3):
        feed = Feed(store, "work")
        assert feed.take(1)[0].body == b"1"
        feed.close()
    survivor, grave = Feed(store, "work"), Feed(store, "grave")
    assert [row.body for row in survivor.take(9)] == [b"2"]
    [buried] = grave.take(9)
    assert (buried.body, "delivery_limit" in buried.properties) == (b"1", True)
    survivor.close()
    grave.close()


def test_a_rejected_message_is_kept_when_its_dead_letter_exchange_leads_nowhere(store: Store) -> None:
    put(store, b"1")
    feed = Feed(store, "work")
    feed.reject([row.id for row in feed.take(9)])
    assert feed.take(9) == []
    feed.close()
    after = Feed(store, "work")
    assert [row.body for row in after.take(9)] == [b"1"]
    after.close()


def delete_all_queues_and_fail(store: Store) -> None:
    with store.transaction(durable=True):
        store.run("DELETE FROM queue")
        raise RuntimeError


def test_a_failed_transaction_leaves_nothing(store: Store) -> None:
    with pytest.raises(RuntimeError):
        delete_all_queues_and_fail(store)
    assert routing.queue_arguments(store, "work") is not None


def test_a_version_differs_after_our_own_and_another_connections_commit(store: Store) -> None:
    before = store.version()
    put(store, b"1")
    ours = store.version()
    other = Store(store.path)
    put(other, b"2")
    other.close()
    assert len({before, ours, store.version()}) == 3


def test_many_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    together, failures = threading.Barrier(8), []

    def open_and_declare(number: int) -> None:
        together.wait()
        try:
            store = Store(tmp_path / "new" / "broker.sqlite")
            routing.declare_queue(store, f"queue {number}", {})
            store.close()
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=open_and_declare, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_publisher_gives_up_after_its_time_when_the_file_stays_locked(tmp_path: Path) -> None:
    blocker = Store(tmp_path / "broker.sqlite")
    publisher = open_publisher(f"sqlite:///{tmp_path / 'broker.sqlite'}")
    with blocker.transaction(durable=True), pytest.raises(BrokerAway, match="locked"):
        publisher.publish([Message("1", "a.b", b"")], timeout=0.05)
    assert publisher.publish([Message("1", "a.b", b"")], timeout=5) == set()
    publisher.close()
    blocker.close()


def test_a_file_of_a_newer_release_is_refused(tmp_path: Path) -> None:
    newer = sqlite3.connect(tmp_path / "broker.sqlite")
    newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(BrokerAway, match="newer release"):
        connect(f"sqlite:///{tmp_path / 'broker.sqlite'}")


def test_a_folder_that_cannot_be_made_is_a_broker_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BrokerAway):
        connect(f"sqlite:///{tmp_path / 'file' / 'broker.sqlite'}")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "redis://user:secret@host", "var/broker.sqlite"])
def test_a_url_without_a_broker_is_refused_without_repeating_its_secrets(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///path") as refusal:
        embedded_path(url)
    assert "secret" not in str(refusal.value)
