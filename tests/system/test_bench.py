"""The bench still runs: each part gives its figures, in seconds and of no meaning."""

from pathlib import Path

import pytest

from tests.bench.__main__ import PARTS
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ

FIGURES = {
    "events": {"events_per_s", "celery_events_per_s", "faststream_events_per_s", "best_peer", "ratio_to_best_peer"},
    "drain": {"drain_events_per_s"},
    "scans": {"scan_p50_ms", "scan_p99_ms", "scan_p99_ms_300k", "cpu_web", "cpu_database", "cpu_worker"},
}


@pytest.mark.parametrize("part", FIGURES)
def test_a_part_of_the_bench_gives_its_figures(
    part: str, tmp_path: Path, postgres: Postgres, rabbitmq: RabbitMQ
) -> None:
    found = PARTS[part](tmp_path, postgres, rabbitmq, True)
    assert found.keys() >= FIGURES[part]
    assert all(found[name] for name in FIGURES[part])
