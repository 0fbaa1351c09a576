"""From one service's commit to another's when little happens: 20 events a second, ours and each peer's in turn."""

import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench.contender import ALL, OURS, Ready, ready
from tests.bench.place import Load
from tests.bench.stamps import percentile, read_stamps
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.system.waiting import wait_until

LOAD = Load(rate=20.0)
# The first events meet connections that are being opened.
WARM = 20


def latencies(one: Ready, seconds: float) -> list[float]:
    """Milliseconds of each event, in the order of writing, without the first ones."""
    with one.writing(LOAD):
        wait_until(lambda: one.heard() >= WARM, 30)
        time.sleep(seconds)
    committed = read_stamps(one.place.committed)
    wait_until(lambda: len(read_stamps(one.place.heard)) == len(committed), 30)
    heard = read_stamps(one.place.heard)
    return [1000 * (heard[event] - moment) for event, moment in committed.items()][WARM:]


def measure(folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    figures: dict[str, object] = {}
    with ExitStack() as stack:
        for one in [stack.enter_context(ready(one, folder, postgres, rabbitmq, "idle")) for one in ALL]:
            found = latencies(one, 1.0 if quick else 15.0)
            name = "" if one.contender is OURS else f"{one.contender.name}_"
            figures[f"{name}idle_p50_ms"] = round(percentile(found, 0.5), 1)
            figures[f"{name}idle_p99_ms"] = round(percentile(found, 0.99), 1)
    return figures
