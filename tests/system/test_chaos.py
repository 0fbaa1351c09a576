"""A short storm over RabbitMQ and PostgreSQL: each kind of fault about once, and afterwards nothing lost or doubled.

`make chaos` is the long one. A failure prints its seed and keeps the logs of its programs; the plan is the same again
with `make chaos SEED=...`, the moments are not.
"""

from itertools import islice
from pathlib import Path

import pytest

from tests.servers import postgres, rabbitmq
from tests.system.chaos.plan import WEIGHTS, faults
from tests.system.chaos.run import Options, run

SEED = 2020
LONGEST_S = 60.0
UNITS = ("all web 1", "portal worker 1", "portal relay 1")


def test_a_seed_gives_the_same_plan_again_and_each_kind_of_fault_at_first() -> None:
    first, again = (list(islice(faults(SEED, UNITS, embedded=False), 100)) for _ in range(2))
    assert first == again
    assert {one.kind for one in first[: len(WEIGHTS)]} == set(WEIGHTS)


@pytest.mark.skipif(bool(postgres.lacking() or rabbitmq.lacking()), reason="no PostgreSQL or no RabbitMQ here")
def test_after_each_kind_of_fault_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    told: list[str] = []
    outcome = run(Options(SEED, faults=19, seconds=LONGEST_S, clients=4, keep=tmp_path), told.append)
    assert outcome.wrong == [], "\n".join(told)
    assert outcome.faults >= 12, "\n".join(told)
