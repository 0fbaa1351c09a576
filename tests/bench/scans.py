"""Single scans at 200 a second from 20 stations, the whole reserve running beside: at 30,000 devices and at 300,000."""

import itertools
import time
from collections.abc import Iterator
from pathlib import Path

from services.chassis.database import Database
from services.contracts.roles import Person, Role
from tests.bench import stock
from tests.bench.cpu import cpu_seconds
from tests.bench.site import BACKGROUND, Site, site
from tests.bench.stamps import percentile
from tests.bench.stations import Answered, Task, scan_all
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ

RATE = 200.0
WARM_SHARE = 0.2


def measure(folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    small, large, seconds = (600, 1200, 1) if quick else (30_000, 300_000, 20)
    roles = [("warehouse", "relay"), ("portal", "worker")] if quick else BACKGROUND
    with site(folder, postgres, rabbitmq, [("warehouse", "web"), *roles], "scans") as one:
        warehouse = Database(one.settings.database_url("warehouse"))
        stock.fill(warehouse, 0, small)
        tasks = _tasks(small)
        scanned(one, itertools.islice(tasks, int(WARM_SHARE * seconds * RATE)))
        before, started = _used(one, postgres, rabbitmq), time.monotonic()
        first = scanned(one, itertools.islice(tasks, int(seconds * RATE)))
        used, elapsed = _used(one, postgres, rabbitmq), time.monotonic() - started
        stock.fill(warehouse, small, large)
        # Others than before, from all over the larger stock.
        others = _tasks(large, small)
        scanned(one, itertools.islice(others, int(WARM_SHARE * seconds * RATE)))
        second = scanned(one, itertools.islice(others, int(seconds * RATE)))
        warehouse.close()
    spent = {name: used[name] - before[name] for name in used}
    shares = {f"cpu_{name}": round(100 * seconds_spent / elapsed, 1) for name, seconds_spent in spent.items()}
    return {
        "scan_cpu_ms": round(1000 * sum(spent.values()) / len(first.waits), 2),
        **_figures(first, ""),
        **_figures(second, "_300k"),
        "scan_p99_growth": round(percentile(second.waits, 0.99) / percentile(first.waits, 0.99), 2),
        **shares,
    }


def scanned(one: Site, tasks: Iterator[Task]) -> Answered:
    """Scan these. Raises where one of them was not done."""

    def token(station: str) -> str:
        return one.token(Person(f"station:{station}", Role.STATION, None, station=station))

    answered = scan_all(one.settings, token, list(tasks), RATE)
    if answered.refused:
        raise RuntimeError(f"{len(answered.refused)} scans were not done, as {answered.refused[0]}")
    return answered


def _tasks(last: int, first: int = 0) -> Iterator[Task]:
    """Every device once, far from the one before; each is put on another shelf than the one that it stands on."""
    count = last - first
    step = next(step for step in range(7919, 7919 + count) if count % step)
    for turn in range(count):
        number = first + turn * step % count
        yield Task(stock.serial(number), stock.SHELVES[(number + 7) % len(stock.SHELVES)])


def _used(one: Site, postgres: Postgres, rabbitmq: RabbitMQ) -> dict[str, float]:
    return {
        "web": cpu_seconds(*one.pids("web")),
        "database": cpu_seconds(postgres.pid),
        "relay": cpu_seconds(*one.pids("relay")),
        "worker": cpu_seconds(*one.pids("worker")),
        "broker": cpu_seconds(rabbitmq.pid),
    }


def _figures(answered: Answered, name: str) -> dict[str, object]:
    return {
        f"scan_p50_ms{name}": round(percentile(answered.waits, 0.5), 1),
        f"scan_p99_ms{name}": round(percentile(answered.waits, 0.99), 1),
    }
