"""What is kept when a consumer or a publisher is killed with SIGKILL in the middle of its work, on every broker."""

from itertools import chain
from subprocess import Popen

from kombu.entity import Queue
from kombu.message import Message as Delivered
from kombu.messaging import Consumer

from services.chassis.broker.topology import queue_name
from tests.system import broker_stage as stage
from tests.system.broker_depth import depth
from tests.system.broker_stage import Implementation, Listener, messages, numbers, publish
from tests.system.waiting import AT_ONCE_S, wait_until

# Acknowledges as many batches as it is told, holds the next for ever, and says what it was handed.
CONSUMER = """
import sys, threading
from services.chassis.broker.consumer import consume

good = int(sys.argv[2])

def handle(bodies):
    global good
    print(" ".join(body.decode() for body in bodies), flush=True)
    if good == 0:
        threading.Event().wait()
    good -= 1
    return ()

consume(sys.argv[1], "warehouse", handle, threading.Event(), prefetch=20)
"""

# Publishes batches of 20 for ever and says which were confirmed.
PUBLISHER = """
import itertools, sys
from services.chassis.broker.message import Message
from services.chassis.broker.publisher import open_publisher

publisher = open_publisher(sys.argv[1])
for start in itertools.count(0, 20):
    batch = [Message(str(n), "intake.request.granted", str(n).encode()) for n in range(start, start + 20)]
    assert len(publisher.publish(batch, 10)) == 20
    print(start + 20, flush=True)
"""


def line_of(child: "Popen[str]") -> list[bytes]:
    assert child.stdout is not None
    return child.stdout.readline().encode().split()


def test_a_killed_consumer_gives_its_messages_back_in_order(url: str) -> None:
    publish(url, messages(100))
    with stage.process(CONSUMER, url, "0") as consumer:
        assert line_of(consumer)[0] == b"0"
    with Listener(url) as successor:
        wait_until(lambda: successor.bodies == numbers(100), seconds=AT_ONCE_S)


def test_a_standby_takes_over_at_once_from_a_killed_consumer(url: str) -> None:
    publish(url, messages(100))
    with stage.process(CONSUMER, url, "0") as consumer:
        assert line_of(consumer)[0] == b"0"
        with Listener(url) as standby:
            assert not standby.batches
            consumer.kill()
            wait_until(lambda: standby.bodies == numbers(100), seconds=AT_ONCE_S)


def test_what_a_killed_consumer_acknowledged_does_not_come_again(url: str) -> None:
    publish(url, messages(100))
    with stage.process(CONSUMER, url, "2") as consumer:
        handed = [line_of(consumer) for _ in range(3)]
    done = len(handed[0]) + len(handed[1])
    assert list(chain.from_iterable(handed)) == numbers(done + len(handed[2]))
    with Listener(url) as successor:
        wait_until(lambda: successor.bodies == numbers(100 - done, start=done), seconds=AT_ONCE_S)
        wait_until(lambda: depth(url, "warehouse") == 0)


def test_messages_a_killed_consumer_held_are_counted_and_others_are_not(url: str) -> None:
    publish(url, messages(30))
    for _ in range(2):
        with stage.process(CONSUMER, url, "0") as consumer:
            line_of(consumer)
    held: list[Delivered] = []
    with stage.channel_of(url) as channel:
        queue = Queue(queue_name("warehouse"), no_declare=True)
        with Consumer(channel, [queue], on_message=held.append):
            while len(held) < 30:
                channel.connection.client.drain_events(timeout=30)
    counts = [message.headers.get("x-delivery-count", 0) for message in held]
    assert counts == [2] * 20 + [0] * 10


def test_nothing_is_lost_or_doubled_over_a_row_of_kills(url: str) -> None:
    publish(url, messages(200))
    handed: list[bytes] = []
    for done in (1, 2, 1):
        with stage.process(CONSUMER, url, str(done)) as consumer:
            acknowledged = [line_of(consumer) for _ in range(done + 1)][:done]
        handed += [body for batch in acknowledged for body in batch]
    with Listener(url) as last:
        wait_until(lambda: handed + last.bodies == numbers(200))


def test_all_that_a_killed_publisher_had_confirmed_is_there_in_order(url: str) -> None:
    with stage.process(PUBLISHER, url) as publisher, Listener(url) as warehouse:
        for _ in range(5):
            confirmed = int(line_of(publisher)[0])
        publisher.kill()
        wait_until(lambda: len(warehouse.bodies) >= confirmed)
        wait_until(lambda: depth(url, "warehouse") == 0)
    assert warehouse.bodies == numbers(len(warehouse.bodies))


@stage.promising("atomic batch")
def test_a_killed_publisher_leaves_no_half_batch(implementation: Implementation, url: str) -> None:
    with stage.process(PUBLISHER, url) as publisher:
        line_of(publisher)
    assert depth(url, "warehouse") % 20 == 0
    assert depth(url, "warehouse") == depth(url, "portal")
