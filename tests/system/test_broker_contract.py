"""What every broker must do, whichever it is: one suite over all implementations, with the features each declares."""

from collections.abc import Sequence
from contextlib import suppress

import pytest
from kombu.entity import Queue
from kombu.message import Message as Delivered
from kombu.messaging import Consumer, Producer

from services.chassis.broker.consumer import BrokerAway
from services.chassis.broker.message import Message
from services.chassis.broker.publisher import open_publisher
from services.chassis.broker.topology import DEAD, EVENTS, declare, differing, missing, queue_name
from tests.system import broker_stage as stage
from tests.system.broker_depth import depth
from tests.system.broker_stage import BINDINGS, KEY, Implementation, Listener, messages, numbers, publish
from tests.system.waiting import wait_until

PRODUCER = """
import sys
from services.chassis.broker.message import Message
from services.chassis.broker.publisher import open_publisher
publisher = open_publisher(sys.argv[1])
print(sorted(publisher.publish([Message("a", sys.argv[2], b"from afar")], 10)))
"""


def test_every_queue_that_matches_gets_every_message(url: str) -> None:
    assert publish(url, messages(3)) == {"0", "1", "2"}
    publish(url, [Message("9", "shipping.device.lost", b"9")])
    with Listener(url, "warehouse") as warehouse, Listener(url, "portal") as portal:
        wait_until(lambda: portal.bodies == [*numbers(3), b"9"])
        wait_until(lambda: warehouse.bodies == numbers(3))


@pytest.mark.parametrize(
    ("binding", "key", "matches"),
    [
        ("intake.request.granted", "intake.request.granted", True),
        ("intake.request.granted", "intake.request.refused", False),
        ("*.device.*", "warehouse.device.stored", True),
        ("*.device.*", "warehouse.device", False),
        ("warehouse.*", "warehouse.device.stored", False),
        ("warehouse.#", "warehouse.device.stored", True),
        ("warehouse.#", "warehouse", True),
        ("#.stored", "stored", True),
        ("warehouse.#.stored", "warehouse.stored", True),
        ("#", "anything.at.all", True),
    ],
)
def test_bindings_match_as_amqp_says(url: str, binding: str, key: str, matches: bool) -> None:
    stage.set_up(url, {"warehouse": [binding], "portal": []})
    assert publish(url, [Message("1", key, b"")]) == ({"1"} if matches else set())
    wait_until(lambda: depth(url, "warehouse") == int(matches))


def test_a_message_without_a_queue_is_not_confirmed_and_harms_no_other(url: str) -> None:
    stage.set_up(url, {"warehouse": [KEY], "portal": []})
    batch = [*messages(1), Message("nobody", "shipping.device.lost", b""), *messages(1, start=1)]
    assert publish(url, batch) == {"0", "1"}
    wait_until(lambda: depth(url, "warehouse") == 2)


def test_nothing_is_confirmed_before_anything_is_declared(fresh_url: str) -> None:
    with suppress(BrokerAway):
        assert publish(fresh_url, messages(2)) == set()


def test_order_is_kept_over_many_batches(url: str) -> None:
    with Listener(url, prefetch=70) as warehouse:
        for start in range(0, 600, 60):
            publish(url, messages(60, start=start))
        wait_until(lambda: warehouse.bodies == numbers(600))
        assert max(map(len, warehouse.batches)) <= 70


def test_what_was_handled_does_not_come_again(url: str) -> None:
    publish(url, messages(10))
    with Listener(url) as first:
        wait_until(lambda: first.bodies == numbers(10) and depth(url, "warehouse") == 0)
    with Listener(url) as second:
        publish(url, messages(1, start=10))
        wait_until(lambda: second.bodies == numbers(1, start=10))


def test_a_handler_that_raises_gets_the_same_messages_again_in_order(url: str) -> None:
    failures = iter([RuntimeError("database away"), RuntimeError("still away")])

    def fail_twice(bodies: Sequence[bytes]) -> tuple[()]:
        for failure in failures:
            raise failure
        return ()

    publish(url, messages(20))
    with Listener(url, handle=fail_twice) as warehouse:
        wait_until(lambda: depth(url, "warehouse") == 0)
        publish(url, messages(5, start=20))
        wait_until(lambda: warehouse.bodies[-5:] == numbers(5, start=20))
    assert warehouse.bodies == [*numbers(20), *numbers(20), *numbers(20), *numbers(5, start=20)]


def test_a_consumer_stopped_while_its_handler_fails_gives_everything_back(url: str) -> None:
    def fail(bodies: Sequence[bytes]) -> tuple[()]:
        raise RuntimeError("database away")

    publish(url, messages(5))
    with Listener(url, handle=fail) as failing:
        wait_until(lambda: failing.batches)
    with Listener(url) as next_one:
        wait_until(lambda: next_one.bodies == numbers(5))


def test_an_unreadable_message_goes_to_the_dead_letters_and_its_neighbours_are_unharmed(url: str) -> None:
    publish(url, messages(5))
    with Listener(url, handle=lambda bodies: [bodies.index(b"2"), bodies.index(b"4")]) as warehouse:
        wait_until(lambda: depth(url, "warehouse") == 0)
    assert warehouse.bodies == numbers(5)
    dead = stage.waiting_in(url, DEAD, 2)
    assert [message.body for message in dead] == [b"2", b"4"]
    first = dead[0].headers
    assert (first["x-first-death-queue"], first["x-first-death-reason"]) == ("reserve.warehouse", "rejected")
    assert dead[0].properties["message_id"] == "2"
    told = {name: first["x-death"][0][name] for name in ("queue", "reason", "exchange", "routing-keys", "count")}
    assert told == {
        "queue": "reserve.warehouse",
        "reason": "rejected",
        "exchange": EVENTS,
        "routing-keys": [KEY],
        "count": 1,
    }


def test_a_producer_in_another_process_need_not_declare_anything(url: str) -> None:
    with Listener(url) as warehouse, stage.process(PRODUCER, url, KEY) as producer:
        assert producer.stdout is not None
        assert producer.stdout.readline() == "['a']\n"
        wait_until(lambda: warehouse.bodies == [b"from afar"])


def test_messages_outlive_every_connection(url: str) -> None:
    publish(url, messages(3))
    wait_until(lambda: depth(url, "warehouse") == 3)
    with Listener(url) as warehouse:
        wait_until(lambda: warehouse.bodies == numbers(3))


@stage.promising("atomic batch")
def test_a_batch_that_fails_leaves_nothing_behind(implementation: Implementation, url: str) -> None:
    broken = Message("3", KEY, object())  # type: ignore[arg-type]
    with pytest.raises(BrokerAway):
        publish(url, [*messages(3), broken])
    assert depth(url, "warehouse") == depth(url, "portal") == 0


def test_one_consumer_is_active_and_the_next_takes_over_in_order(url: str) -> None:
    publish(url, messages(50))
    with Listener(url) as active:
        wait_until(lambda: active.bodies == numbers(50))
        assert active.active.is_set()
        with Listener(url) as standby:
            publish(url, messages(50, start=50))
            wait_until(lambda: active.bodies == numbers(100))
            assert not standby.batches
            assert not standby.active.is_set()
            active.leave()
            publish(url, messages(50, start=100))
            wait_until(lambda: standby.bodies == numbers(50, start=100))
            assert standby.active.is_set()


@stage.promising("tells who is active")
def test_who_is_active_is_told_before_the_first_message(implementation: Implementation, url: str) -> None:
    with Listener(url) as active:
        wait_until(active.active.is_set)
        assert not active.batches


def test_declaring_again_changes_nothing(url: str) -> None:
    publish(url, messages(2))
    stage.set_up(url, BINDINGS)
    assert depth(url, "warehouse") == 2
    assert missing(url, BINDINGS) == []


def test_a_binding_no_longer_listed_is_removed(url: str) -> None:
    stage.set_up(url, {"warehouse": ["shipping.device.lost"], "portal": [KEY]})
    publish(url, messages(1))
    wait_until(lambda: depth(url, "portal") == 1)
    assert depth(url, "warehouse") == 0


def test_what_is_missing_is_named(fresh_url: str) -> None:
    everything = missing(fresh_url, {"warehouse": []})
    assert everything == [f"{what} is missing" for what in (
        "exchange reserve.events", "exchange reserve.dead", "queue reserve.dead", "queue reserve.warehouse"
    )]  # fmt: skip


@stage.promising("lists bindings")
def test_a_missing_binding_and_a_spare_one_are_named(implementation: Implementation, url: str) -> None:
    assert missing(url, {"warehouse": ["shipping.device.lost"]}) == [
        "binding of reserve.warehouse to shipping.device.lost is missing",
        f"binding of reserve.warehouse to {KEY} is too many",
    ]


def test_a_queue_declared_otherwise_is_named_and_not_touched(fresh_url: str) -> None:
    with stage.channel_of(fresh_url) as channel:
        Queue(queue_name("warehouse"))(channel).queue_declare()
    assert "queue reserve.warehouse is missing" not in missing(fresh_url, {"warehouse": []})
    assert differing(fresh_url, {"warehouse": []}) == ["queue reserve.warehouse has other arguments"]
    with pytest.raises(BrokerAway, match="other arguments|inequivalent"):
        declare(fresh_url, {"warehouse": []})


def test_the_depth_of_an_undeclared_queue_is_refused(url: str) -> None:
    with pytest.raises(BrokerAway):
        depth(url, "nobody")


def test_a_consumer_waits_for_its_queue_to_be_declared(fresh_url: str) -> None:
    with Listener(fresh_url) as warehouse:
        stage.set_up(fresh_url, BINDINGS)
        publish(fresh_url, messages(1))
        wait_until(lambda: warehouse.bodies == numbers(1))


def test_kombus_own_producer_and_consumer_work(url: str) -> None:
    taken: list[tuple[object, Delivered]] = []
    with stage.channel_of(url) as channel:
        Producer(channel).publish({"serial": "C02"}, exchange=EVENTS, routing_key=KEY, headers={"n": 1})
        queue = Queue(queue_name("warehouse"), no_declare=True)
        consumer = Consumer(channel, [queue], callbacks=[lambda body, message: taken.append((body, message))])
        with consumer:
            channel.connection.client.drain_events(timeout=30)
        [(body, message)] = taken
        assert (body, message.headers["n"], message.delivery_info["routing_key"]) == ({"serial": "C02"}, 1, KEY)
        message.ack()
    assert depth(url, "warehouse") == 0


def test_a_requeued_message_keeps_its_place_and_is_counted(url: str) -> None:
    publish(url, messages(3))
    taken: list[Delivered] = []
    with stage.channel_of(url) as channel:
        queue = Queue(queue_name("warehouse"), no_declare=True)
        with Consumer(channel, [queue], on_message=taken.append, prefetch_count=3):
            drain = channel.connection.client.drain_events
            for _ in range(3):
                drain(timeout=30)
            taken[1].requeue()
            drain(timeout=30)
        assert [message.body for message in taken] == [b"0", b"1", b"2", b"1"]
        assert taken[3].headers["x-delivery-count"] == 1
        taken[3].ack(multiple=True)
    assert depth(url, "warehouse") == 0


def test_an_unknown_scheme_is_refused_with_what_is_supported() -> None:
    with pytest.raises(ValueError, match="sqlite:///path"):
        open_publisher("redis://user:secret@host")
