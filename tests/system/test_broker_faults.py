"""RabbitMQ dies, freezes, falls silent, is full: nothing confirmed is lost, order stands, and flow is back at once."""

import logging
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from kombu.entity import Exchange, Queue

from services.chassis.broker import clients, reception
from services.chassis.broker.connection import BrokerAway
from services.chassis.broker.message import Message
from services.chassis.broker.publisher import Publisher, open_publisher
from services.chassis.broker.topology import EVENTS, declare, queue_name
from tests.servers.process import LOOPBACK, free_port
from tests.servers.proxy import Proxy, proxy
from tests.servers.rabbitmq import RabbitMQ, lacking
from tests.servers.rabbitmq import rabbitmq as private_rabbitmq
from tests.system import broker_stage as stage
from tests.system.broker_depth import depth
from tests.system.broker_load import back_after, first_of_each, flowing
from tests.system.broker_stage import BINDINGS, KEY, Listener, messages, numbers, publish
from tests.system.waiting import AT_ONCE_S, wait_until

# A machine with other work may stand still for a second or two, and nobody is to take that for death.
HEARTBEAT_S = 2.0
TLS = """
listeners.ssl.1 = 127.0.0.1:{port}
ssl_options.certfile = {certificate}
ssl_options.keyfile = {key}
"""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine that signs itself, with its key beside it."""
    folder = tmp_path_factory.mktemp("tls")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = ["openssl", "req", "-x509", *key, *name, "-days", "2", "-out", "certificate.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "certificate.pem"


@pytest.fixture(scope="module")
def tls_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def node(certificate: Path, tls_port: int) -> Iterator[RabbitMQ]:
    """A node that these tests may kill."""
    if why := lacking():
        pytest.skip(why)
    key = certificate.with_name("key.pem")
    with private_rabbitmq(settings=TLS.format(port=tls_port, certificate=certificate, key=key)) as server:
        yield server


@pytest.fixture
def url(node: RabbitMQ) -> str:
    url = node.fresh()
    stage.set_up(url, BINDINGS)
    return url


@pytest.fixture
def network(node: RabbitMQ) -> Iterator[Proxy]:
    with proxy(node.port) as network:
        yield network


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is noticed within seconds; no machine this busy would stand it in earnest."""
    monkeypatch.setattr(clients, "HEARTBEAT", HEARTBEAT_S)
    monkeypatch.setattr(reception, "HEARTBEAT_EVERY", HEARTBEAT_S / 10)
    monkeypatch.setattr(clients, "CONNECT_WITHIN", 1.0)
    monkeypatch.setattr(clients, "ANSWER_WITHIN", 2.0)


def test_nothing_is_lost_when_the_only_node_is_killed_right_after_set_up_and_again(node: RabbitMQ) -> None:
    url = node.fresh()
    declare(url, BINDINGS)
    node.kill()
    with pytest.raises(BrokerAway):
        publish(url, messages(1))
    node.start()
    with flowing(url) as (load, warehouse):
        node.kill()
        wait_until(lambda: load.away)
        node.start()
        assert back_after(load, warehouse) < AT_ONCE_S


def test_a_frozen_broker_is_given_up_in_time_and_flow_is_back_after_it_thaws(
    node: RabbitMQ, url: str, quick: None
) -> None:
    with flowing(url) as (load, warehouse):
        node.freeze()
        wait_until(lambda: load.away >= 2)
        node.thaw()
        assert back_after(load, warehouse) < AT_ONCE_S


def test_a_silent_partition_is_noticed_and_flow_is_back_after_the_heal(network: Proxy, url: str, quick: None) -> None:
    with flowing(network.url(url)) as (load, warehouse):
        network.swallow()
        # Both have given the old connection up, and try in vain to make another.
        wait_until(lambda: load.away >= 2 and network.links > 3)
        assert network.swallowed
        network.heal()
        assert back_after(load, warehouse) < AT_ONCE_S


def test_cut_connections_are_made_anew(network: Proxy, url: str) -> None:
    with flowing(network.url(url)) as (load, warehouse):
        for _ in range(3):
            network.cut()
            assert back_after(load, warehouse) < AT_ONCE_S
        assert network.cuts >= 6


def test_a_queue_deleted_and_declared_again_is_consumed_again(network: Proxy, url: str) -> None:
    publish(url, messages(1))
    with Listener(network.url(url)) as warehouse:
        wait_until(lambda: warehouse.bodies == numbers(1))
        with stage.channel_of(url) as channel:
            channel.queue_delete(queue_name("warehouse"))
        # RabbitMQ cancels its consumer. One that is declared again before that comes back deaf (3.10.8).
        wait_until(lambda: not network.links)
        stage.set_up(url, BINDINGS)
        publish(url, messages(1, start=1))
        wait_until(lambda: warehouse.bodies == numbers(2), seconds=AT_ONCE_S)


def test_a_broker_in_alarm_confirms_nothing_and_loses_nothing(node: RabbitMQ, url: str) -> None:
    publish(url, messages(10))
    with closing(open_publisher(url)) as publisher:
        node.control("set_vm_memory_high_watermark", "absolute", "1")
        try:
            with pytest.raises(BrokerAway):
                publisher.publish(messages(10, start=10), timeout=1)
            with Listener(url) as warehouse:
                wait_until(lambda: warehouse.bodies == numbers(10))
        finally:
            node.control("set_vm_memory_high_watermark", "absolute", "1GB")
        assert len(publisher.publish(messages(10, start=10), timeout=30)) == 10
    with Listener(url) as warehouse:
        wait_until(lambda: first_of_each(warehouse.bodies) == numbers(10, start=10))


def test_a_long_handling_misses_no_heartbeat(url: str, quick: None) -> None:
    waits = iter([3 * HEARTBEAT_S])

    def linger(bodies: Sequence[bytes]) -> tuple[()]:
        threading.Event().wait(next(waits, 0))
        return ()

    publish(url, messages(10))
    with Listener(url, handle=linger) as warehouse:
        wait_until(lambda: depth(url, "warehouse") == 0 and warehouse.bodies)
        publish(url, messages(10, start=10))
        wait_until(lambda: len(warehouse.bodies) >= 20)
    assert warehouse.bodies == numbers(20)


def test_a_failing_batch_in_hand_misses_no_heartbeat(url: str, quick: None) -> None:
    until = time.monotonic() + 3 * HEARTBEAT_S

    def refuse(bodies: Sequence[bytes]) -> tuple[()]:
        if time.monotonic() < until:
            raise RuntimeError("database away")
        return ()

    publish(url, messages(10))
    with Listener(url, handle=refuse) as warehouse:
        wait_until(lambda: warehouse.batches)
        with Listener(url) as standby:
            wait_until(lambda: time.monotonic() > until)
            publish(url, messages(10, start=10))
            wait_until(lambda: warehouse.bodies[-10:] == numbers(10, start=10))
    assert not standby.bodies
    assert set(warehouse.bodies[:-10]) == set(numbers(10))


def test_a_full_queue_refuses_and_the_batch_is_sent_again(url: str) -> None:
    full = Queue(
        "full", Exchange(EVENTS, "topic"), KEY, queue_arguments={"x-max-length": 1, "x-overflow": "reject-publish"}
    )
    with stage.channel_of(url) as channel:
        full(channel).declare()
        publish(url, messages(1))
        with pytest.raises(BrokerAway, match="2 messages were refused"):
            publish(url, messages(2, start=1))
        full(channel).delete()
    assert publish(url, messages(2, start=1)) == {"1", "2"}


def test_a_standby_takes_over_in_order_from_a_consumer_that_fell_silent(network: Proxy, url: str, quick: None) -> None:
    publish(url, messages(10))
    with Listener(network.url(url)) as silent:
        wait_until(lambda: silent.bodies == numbers(10))
        with Listener(url) as standby:
            network.swallow()
            publish(url, messages(100, start=10))
            wait_until(lambda: standby.bodies[-100:] == numbers(100, start=10))
        network.heal()
    assert network.swallowed


def test_a_connection_lost_between_batches_costs_none_of_them(network: Proxy, url: str) -> None:
    with closing(open_publisher(network.url(url))) as publisher:
        assert publisher.publish(messages(1), timeout=30)
        network.cut()
        wait_until(lambda: not network.links)
        assert publisher.publish(messages(1, start=1), timeout=30) == {"1"}


def test_a_node_that_does_not_answer_is_given_up_in_time(network: Proxy, url: str) -> None:
    network.swallow()
    with closing(open_publisher(network.url(url))) as publisher:
        for _ in range(2):
            started = time.monotonic()
            with pytest.raises(BrokerAway, match="no connection in time"):
                publisher.publish(messages(1), timeout=0.3)
            assert time.monotonic() - started < AT_ONCE_S
        network.heal()
        assert publisher.publish(messages(1), timeout=30) == {"0"}


def test_a_machine_that_does_not_answer_is_given_up_for_the_next(url: str) -> None:
    with socket.create_server((LOOPBACK, 0), backlog=0) as mute:
        # A full backlog: the next connection waits for an answer that does not come.
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(mute.getsockname())
        silent = url.replace(url.split("@")[1].split("/")[0], f"{LOOPBACK}:{mute.getsockname()[1]}")
        with closing(open_publisher(f"{silent};{url}")) as publisher:
            with pytest.raises(BrokerAway, match="no connection in time"):
                publisher.publish(messages(1), timeout=0.3)
            assert publisher.publish(messages(1), timeout=30) == {"0"}
        for one in waiting:
            one.close()


def test_a_publisher_closes_in_time_whatever_the_network_does(network: Proxy, url: str) -> None:
    publisher = open_publisher(network.url(url))
    assert publisher.publish(messages(1), timeout=30)
    network.swallow()
    started = time.monotonic()
    publisher.close()
    publisher.close()
    assert time.monotonic() - started < AT_ONCE_S


def test_what_cannot_be_sent_is_told_and_the_next_batch_goes(url: str) -> None:
    with closing(open_publisher(url)) as publisher:
        with pytest.raises(BrokerAway):
            publisher.publish([Message("1", KEY, object())], timeout=5)  # type: ignore[arg-type]
        assert publisher.publish(messages(1), timeout=30) == {"0"}


def test_a_consumer_stops_in_time_in_a_silent_network(network: Proxy, url: str) -> None:
    publish(url, messages(1))
    with Listener(network.url(url)) as warehouse:
        wait_until(lambda: warehouse.bodies)
        network.swallow()
        started = time.monotonic()
        warehouse.leave()
        assert time.monotonic() - started < AT_ONCE_S


def test_tls_is_spoken_with_who_shows_the_right_certificate_alone(url: str, certificate: Path, tls_port: int) -> None:
    unknown = f"amqps://guest:guest@localhost:{tls_port}/{url.rpartition('/')[2]}"
    known = f"{unknown}?cacertfile={certificate}"
    assert publish(known, messages(2)) == {"0", "1"}
    with Listener(known) as warehouse:
        wait_until(lambda: warehouse.bodies == numbers(2))
    with pytest.raises(BrokerAway, match="self-signed"):
        publish(unknown, messages(1))
    with pytest.raises(BrokerAway, match="self-signed"):
        depth(unknown, "warehouse")


def test_a_password_is_in_no_error_and_no_log(node: RabbitMQ, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="pika")
    wrong = node.fresh().replace("guest:guest", "guest:very-secret")
    publisher: Publisher = open_publisher(wrong)
    with closing(publisher), pytest.raises(BrokerAway) as refused:
        publisher.publish(messages(1), timeout=5)
    with pytest.raises(BrokerAway) as also:
        depth(wrong, "warehouse")
    assert "very-secret" not in f"{refused.value} {also.value} {caplog.text}"
