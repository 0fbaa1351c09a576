"""A cluster of three RabbitMQ nodes: any one may die under load; nothing confirmed is lost and flow is back at once."""

import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from services.chassis.broker.topology import queue_name
from tests.servers.rabbitmq import PROGRAMS, RabbitMQ, cluster, lacking
from tests.system import broker_stage as stage
from tests.system.broker_load import Load, back_after, flowing
from tests.system.broker_stage import BINDINGS, Listener
from tests.system.runbook import Operator, Typed
from tests.system.waiting import wait_until

BACK_WITHIN_S = 15.0


@pytest.fixture(scope="module")
def nodes() -> Iterator[list[RabbitMQ]]:
    if why := lacking():
        pytest.skip(why)
    with cluster() as nodes:
        yield nodes


def through(nodes: Sequence[RabbitMQ], host: str) -> str:
    """One URL for several nodes, tried in this order."""
    return ";".join(f"amqp://guest:guest@127.0.0.1:{node.port}/{host}" for node in nodes)


def leader_of(nodes: Sequence[RabbitMQ], host: str) -> RabbitMQ:
    """Which node leads the warehouse's queue, as any node that runs tells."""
    asked = next(node for node in nodes if node.running)
    lines = asked.control("list_queues", "-p", host, "name", "leader", "--no-table-headers").splitlines()
    leaders = dict(line.split("\t") for line in lines if "\t" in line)
    return next(node for node in nodes if node.node == leaders[queue_name("warehouse")])


def gap_at_kill(node: RabbitMQ, load: Load, warehouse: Listener) -> float:
    """Kill a node; how long until a batch that was sent after it was handed over."""
    node.kill()
    return back_after(load, warehouse)


def test_any_node_may_die_under_load(nodes: list[RabbitMQ], capsys: pytest.CaptureFixture[str]) -> None:
    host = nodes[0].fresh().rpartition("/")[2]
    stage.set_up(through(nodes, host), BINDINGS)
    leader = leader_of(nodes, host)
    others = [node for node in nodes if node is not leader]
    with flowing(through([*others, leader], host)) as (load, warehouse):
        gaps = {"leader, clients elsewhere": gap_at_kill(leader, load, warehouse)}
        leader.start()
        wait_until(lambda: leader.node in leader.control("list_queues", "-p", host, "online"))
        gaps["the clients' own node"] = gap_at_kill(others[0], load, warehouse)
    with capsys.disabled():
        print("\nflow back after the kill of", ", ".join(f"{what}: {gap:.2f} s" for what, gap in gaps.items()))
    assert max(gaps.values()) < BACK_WITHIN_S
    assert load.confirmed


def test_a_node_that_is_lost_for_good_is_forgotten_and_a_new_one_takes_its_place(
    nodes: list[RabbitMQ], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = next((node for node in nodes if not node.running), nodes[-1])
    lost.kill()
    near, other = (node for node in nodes if node is not lost)
    new = RabbitMQ(near.folder.parent / "c4", int(near.environment["ERL_EPMD_PORT"]), "c4")
    host = near.url("lost").rpartition("/")[2]
    stage.set_up(through([near, other], host), BINDINGS)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    operator, names = Operator(tmp_path), {"LOST": lost.node, "NEW": new.node, "OTHER": near.node}
    with flowing(through([near, other], host)) as (load, warehouse):
        typed = typed_on(near, operator, 0, names)
        # The cluster's end is its end too.
        nodes.append(new)
        new.start()
        typed += typed_on(new, operator, 1, names)
        typed += typed_on(near, operator, 2, names)
        assert [one for one in typed if one.code != 0] == []
        wait_until(lambda: new.node in near.control("list_queues", "-p", host, "online"), seldom=2.0)
        # Two of three carry the queue on, of which the new one is one.
        assert gap_at_kill(other, load, warehouse) < BACK_WITHIN_S


def typed_on(node: RabbitMQ, operator: Operator, block: int, names: dict[str, str]) -> list[Typed]:
    """The lines of one block of the runbook, where `rabbitmqctl` and its like speak to this node."""
    surroundings = shlex.join(f"{name}={value}" for name, value in node.environment.items())
    for program in ("rabbitmqctl", "rabbitmq-queues"):
        file = operator.folder / program
        file.write_text(f'#!/bin/sh\nexec env -i {surroundings} {PROGRAMS / program} -n {node.node} "$@"\n', "utf-8")
        file.chmod(0o755)
    return operator.follow("A node of RabbitMQ is lost for good", block, **names)
