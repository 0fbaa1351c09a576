"""Events a second from one service's commit to another's, ours and each peer's in turn on the same servers."""

import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median

from tests.bench.contender import ALL, OURS, PEERS, Ready, ready
from tests.bench.place import Load
from tests.bench.stamps import read_stamps
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.system.waiting import wait_until

WARM_SHARE = 0.2
# As many as a web server has requests in hand.
WRITERS = 4


def rate(one: Ready, seconds: float, writers: int = 1, role: str = "writer") -> float:
    """Events heard a second while its writer goes as fast as it can. Raises when what was written is not all heard."""
    before = one.heard()
    with one.writing(Load(writers), role):
        wait_until(lambda: one.heard() > before, 30)
        time.sleep(WARM_SHARE * seconds)
        first, started = one.heard(), time.monotonic()
        time.sleep(seconds)
        wait_until(lambda: one.heard() > first, 30)
        count, elapsed = one.heard() - first, time.monotonic() - started
    wait_until(lambda: one.heard() == len(read_stamps(one.place.committed)), 60)
    return count / elapsed


def measure(folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, quick: bool) -> dict[str, object]:
    """Rounds in turn, so that whatever else this machine does meets all alike; the median of each."""
    seconds, rounds = (0.5, 1) if quick else (6.0, 3)
    with ExitStack() as stack:
        field = [stack.enter_context(ready(one, folder, postgres, rabbitmq, "events")) for one in ALL]
        one_by_one = _in_turn(field, seconds, rounds, 1)
        bulk = median(rate(field[0], seconds, role="bulk") for _ in range(rounds))
        # The smoke run has done with one what it would do with several.
        together = {} if quick else _figures(_in_turn(field, seconds, 2, WRITERS))
    more = {f"{name}_{WRITERS}_writers": value for name, value in together.items()}
    return {**_figures(one_by_one), **more, "bulk_events_per_s": round(bulk)}


def _in_turn(field: Sequence[Ready], seconds: float, rounds: int, writers: int) -> dict[str, float]:
    rates: dict[str, list[float]] = {one.contender.name: [] for one in field}
    for _ in range(rounds):
        for one in field:
            rates[one.contender.name].append(rate(one, seconds, writers))
    return {name: median(found) for name, found in rates.items()}


def _figures(rates: dict[str, float]) -> dict[str, object]:
    peer = max((one.name for one in PEERS), key=lambda name: rates[name])
    return {
        "events_per_s": round(rates[OURS.name]),
        **{f"{one.name}_events_per_s": round(rates[one.name]) for one in PEERS},
        "best_peer": peer,
        "ratio_to_best_peer": round(rates[OURS.name] / rates[peer], 2),
    }
