"""How fast 10,000 events that wait in the outbox go through relay, broker and worker, once the relay comes back."""

import time
from pathlib import Path
from statistics import median

from services.chassis.database import Database
from tests.bench.contender import OURS, Ready, ready
from tests.bench.ours import BULK, change
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.system.waiting import wait_until


def drain(one: Ready, count: int) -> float:
    """Events a second from the relay's first look until the last is committed."""
    before = one.heard()
    relay = one.programs["relay"]
    relay.freeze()
    fill(one.place.source, count)
    started = time.monotonic()
    relay.thaw()
    wait_until(lambda: one.heard() == before + count, 120)
    return count / (time.monotonic() - started)


def fill(source: str, count: int) -> None:
    """So many events, `BULK` a transaction."""
    database = Database(source)
    for first in range(0, count, BULK):
        change(database, range(first, first + BULK))
    database.close()


def measure(folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    count, rounds = (1000, 1) if quick else (10_000, 3)
    with ready(OURS, folder, postgres, rabbitmq, "drain") as one:
        fill(one.place.source, BULK)
        wait_until(lambda: one.heard() == BULK, 60)
        return {"drain_events_per_s": round(median([drain(one, count) for _ in range(rounds)]))}
