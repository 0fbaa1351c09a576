"""A short storm over RabbitMQ and PostgreSQL: each kind of fault about once, and afterwards nothing lost or doubled.

`make chaos` is the long one. A failure prints its seed and keeps the logs of its programs; the plan is the same again
with `make chaos SEED=...`, the moments are not.
"""

from pathlib import Path

import pytest

from tests.servers import postgres, rabbitmq
from tests.system.chaos.run import Options, run

SEED = 2020
LONGEST_S = 60.0


@pytest.mark.skipif(bool(postgres.lacking() or rabbitmq.lacking()), reason="no PostgreSQL or no RabbitMQ here")
def test_after_each_kind_of_fault_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    told: list[str] = []
    outcome = run(Options(SEED, faults=19, seconds=LONGEST_S, clients=4, keep=tmp_path), told.append)
    assert outcome.wrong == [], "\n".join(told)
    assert outcome.faults >= 12, "\n".join(told)
