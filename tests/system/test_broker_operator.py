"""What an operator does with either broker: dead letters read, sent again and given up; its figures, its alarm."""

import pytest

from services.chassis.broker.connection import BrokerAway
from services.chassis.broker.deadletter import DeadLetter
from services.chassis.broker.deadletters import DeadLetters, open_dead_letters
from services.chassis.broker.emptied import empty
from services.chassis.broker.figures import Figures, alarm, figures
from services.chassis.broker.leader import leaderless
from services.chassis.broker.topology import DEAD, queue_name
from tests.servers.process import free_port
from tests.system.broker_stage import Listener, channel_of, messages, numbers, process, promising, publish
from tests.system.waiting import wait_until

WAREHOUSE, PORTAL = queue_name("warehouse"), queue_name("portal")
KILLED_BEFORE_ACK = """
import os, signal, sys
from services.chassis.broker import deadletters_amqp, deadletters
deadletters_amqp._settle = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
letters = deadletters.open_dead_letters(sys.argv[1])
letters.replay([sys.argv[2]])
"""


def bury(url: str, count: int, service: str = "warehouse") -> DeadLetters:
    """Publish, and have a service find all of it unreadable."""
    publish(url, messages(count))
    with Listener(url, service, handle=lambda bodies: range(len(bodies))) as listener:
        wait_until(lambda: len(listener.bodies) == count)
    wait_until(lambda: figures(url, [DEAD])[DEAD].messages == count)
    return open_dead_letters(url)


def heard(url: str, count: int, service: str = "warehouse") -> list[bytes]:
    """What a service is brought, once it is so much."""
    with Listener(url, service) as listener:
        wait_until(lambda: len(listener.bodies) >= count)
    return listener.bodies


def test_dead_letters_are_read_in_order_with_their_queue_and_reason_and_stay(url: str) -> None:
    letters = bury(url, 5)
    found = letters.read()
    assert letters.read() == found
    assert [letter.body for letter in found] == numbers(5)
    assert {(letter.queue, letter.reason) for letter in found} == {(WAREHOUSE, "rejected")}
    assert all(letter.died_at for letter in found)
    assert len({letter.id for letter in found}) == 5


def test_a_replay_goes_to_the_queue_it_died_in_in_order_and_leaves_the_others(url: str) -> None:
    letters = bury(url, 6)
    found = letters.read()
    assert heard(url, 6, "portal") == numbers(6)
    wanted = [found[index] for index in (4, 1, 2)]
    done = letters.replay({letter.id for letter in wanted})
    assert ([letter.body for letter in done.sent], done.stuck) == ([b"1", b"2", b"4"], [])
    assert heard(url, 3) == [b"1", b"2", b"4"]
    assert [letter.body for letter in letters.read()] == [b"0", b"3", b"5"]
    assert figures(url, [PORTAL])[PORTAL].messages == 0


def test_what_dies_again_has_the_same_id(url: str) -> None:
    letters = bury(url, 1)
    first = letters.read()[0]
    letters.replay([first.id])
    with Listener(url, handle=lambda bodies: [0]) as listener:
        wait_until(lambda: listener.bodies)
    wait_until(lambda: figures(url, [DEAD])[DEAD].messages)
    again = letters.read()[0]
    assert (again.id, again.queue, again.body) == (first.id, WAREHOUSE, b"0")


def test_what_has_no_queue_to_go_back_to_stays(url: str) -> None:
    letters = bury(url, 1)
    with channel_of(url) as channel:
        channel.basic_publish(channel.prepare_message(b"by hand"), exchange=DEAD, routing_key="")
        wait_until(lambda: figures(url, [DEAD])[DEAD].messages == 2)
        channel.queue_delete(WAREHOUSE)
    found = letters.read()
    done = letters.replay({letter.id for letter in found})
    assert (done.sent, list(done.stuck)) == ([], list(found))
    assert letters.read() == found


def test_a_letter_given_up_is_noted_before_it_goes(url: str) -> None:
    letters = bury(url, 2)
    first, second = letters.read()

    def fails(_letter: DeadLetter) -> None:
        raise RuntimeError("no database")

    with pytest.raises(RuntimeError, match="no database"):
        letters.discard(first.id, fails)
    assert len(letters.read()) == 2
    noted: list[DeadLetter] = []
    assert letters.discard(first.id, noted.append)
    assert not letters.discard(first.id, noted.append)
    assert (noted, letters.read()) == ([first], [second])


@promising("a server of its own")
def test_a_kill_between_sending_and_settling_leaves_a_letter_in_both_places(url: str) -> None:
    letters = bury(url, 2)
    first = letters.read()[0]
    with process(KILLED_BEFORE_ACK, url, first.id) as killed:
        assert killed.wait(20) == -9
    wait_until(lambda: figures(url, [DEAD])[DEAD].messages == 2)
    assert heard(url, 1) == [b"0"]
    assert {letter.body for letter in letters.read()} == {b"0", b"1"}


def test_the_figures_tell_what_waits_and_who_consumes(url: str) -> None:
    assert figures(url, [WAREHOUSE, "reserve.nobody"]) == {WAREHOUSE: Figures(0, 0)}
    assert leaderless(url, [WAREHOUSE, DEAD]) == []
    publish(url, messages(7))
    wait_until(lambda: figures(url, [WAREHOUSE])[WAREHOUSE] == Figures(7, 0))
    with Listener(url) as listener:
        wait_until(lambda: figures(url, [WAREHOUSE])[WAREHOUSE] == Figures(0, 1))
    assert listener.bodies == numbers(7)
    wait_until(lambda: figures(url, [WAREHOUSE])[WAREHOUSE] == Figures(0, 0))


def test_a_broker_without_alarm_has_none(url: str) -> None:
    assert alarm(url) is None


@promising("a server of its own")
def test_a_broker_short_of_memory_says_so(url: str, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("rabbitmq")
    server.control("set_vm_memory_high_watermark", "absolute", "1MB")
    try:
        assert wait_until(lambda: alarm(url)) == "low on memory"
    finally:
        server.control("set_vm_memory_high_watermark", "absolute", "1GB")
    wait_until(lambda: alarm(url) is None)


@pytest.mark.parametrize("where", ["amqp://127.0.0.1:{port}", "sqlite:////proc/nothing/broker.sqlite"])
def test_a_broker_that_is_away_is_told(where: str) -> None:
    url = where.format(port=free_port())
    for ask in (open_dead_letters(url).read, lambda: figures(url, [DEAD]), lambda: alarm(url)):
        with pytest.raises(BrokerAway):
            ask()


def test_a_queue_is_emptied_and_the_others_are_left(url: str) -> None:
    publish(url, messages(3))
    empty(url, [WAREHOUSE])
    assert heard(url, 3, "portal") == numbers(3)
    publish(url, messages(1, start=3))
    assert heard(url, 1) == [b"3"]
