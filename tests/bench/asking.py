"""Every list and figure asked for, by each role that may, through the services' own applications."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event

from services.contracts.roles import Role
from tests.bench.cpu import cpu_seconds
from tests.bench.stamps import percentile
from tests.integration.house import House, someone
from tests.integration.stage import Stage, board_for
from tests.integration.ways import DOOR

# What is published is asked for by nobody in particular.
OPEN_DATA = "/portal/api/v1/open-data"
OPEN = [
    (f"GET {path}", None)
    for path in (
        "/portal/public",
        OPEN_DATA,
        f"{OPEN_DATA}/dictionary.csv",
        f"{OPEN_DATA}/devices.csv",
        f"{OPEN_DATA}/delivery-times.json",
    )
]


@dataclass(frozen=True)
class Asked:
    """What one page took its role, or anybody: milliseconds, those of the processor in our own process and in the
    database's, and statements."""

    name: str
    role: Role | None
    waits: list[float]
    cpu_ms: float
    database_ms: float
    statements: int

    @property
    def used_ms(self) -> float:
        """Of the processor: what a page takes on a machine that does nothing else."""
        return self.cpu_ms + self.database_ms

    @property
    def p50(self) -> float:
        return percentile(self.waits, 0.5)

    @property
    def p95(self) -> float:
        return percentile(self.waits, 0.95)


def pages(stage: Stage) -> list[tuple[str, Role]]:
    """Each `GET` of the route map with each role that it names. A route without a line in `ways.py` is an error."""
    views = {name: rule for name, rule in stage.views.items() if name.startswith("GET ") and name not in DOOR}
    return [(name, role) for name, rule in sorted(views.items()) for role in sorted(rule.roles or ())]


def statements(stage: Stage, name: str, role: Role | None) -> int:
    """How many statements a page takes. Raises where it is not answered well."""
    with counted(stage.house) as sent:
        answer = _call(stage, name, role)()
        # Read to its end: some are sent as they are made.
        told = answer.data
    if answer.status_code not in (200, 303):
        raise RuntimeError(f"{name} answers {role}: {answer.status_code} {told[:300]!r}")
    return len(sent)


def ask(stage: Stage, name: str, role: Role | None, times: int, *servers: int) -> Asked:
    """Ask so many times, after a first that is not timed; `servers` are the processes of the database."""
    call, waits, sent = _call(stage, name, role), list[float](), statements(stage, name, role)
    theirs, used = cpu_seconds(*servers), time.process_time()
    for _ in range(times):
        started = time.perf_counter()
        assert call().data is not None
        waits.append(1000 * (time.perf_counter() - started))
    used = time.process_time() - used
    theirs = cpu_seconds(*servers) - theirs
    return Asked(name, role, waits, 1000 * used / times, 1000 * theirs / times, sent)


def _call(stage: Stage, name: str, role: Role | None) -> Callable[[], Any]:
    if role is None:
        return lambda: stage.house.ask("GET", name.removeprefix("GET "), {})
    person = someone(role, board_for(role, name))
    return lambda: stage.call(name, person)


@contextmanager
def counted(house: House) -> Iterator[list[str]]:
    """The statements that any of the services sends inside the block."""
    sent: list[str] = []
    listener = lambda *told: sent.append(told[2])  # noqa: E731
    with ExitStack() as stack:
        for one in house.services.values():
            event.listen(one.database.engine, "before_cursor_execute", listener)
            stack.callback(event.remove, one.database.engine, "before_cursor_execute", listener)
        yield sent
