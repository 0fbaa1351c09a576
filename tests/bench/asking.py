"""Every list and figure asked for, by each role that may, through the services' own applications."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from sqlalchemy import event

from services.contracts.roles import Role
from tests.bench.stamps import percentile
from tests.integration.house import House, someone
from tests.integration.stage import Stage, board_for
from tests.integration.ways import DOOR


@dataclass(frozen=True)
class Asked:
    """What one page took its role: milliseconds, those of the processor in our own process, and statements."""

    name: str
    role: Role
    waits: list[float]
    cpu_ms: float
    statements: int

    @property
    def p50(self) -> float:
        return percentile(self.waits, 0.5)

    @property
    def p95(self) -> float:
        return percentile(self.waits, 0.95)


def pages(stage: Stage) -> list[tuple[str, Role]]:
    """Each `GET` of the route map with each role that it names. A route without a line in `ways.py` is an error."""
    views = {name: rule for name, rule in stage.views().items() if name.startswith("GET ") and name not in DOOR}
    return [(name, role) for name, rule in sorted(views.items()) for role in sorted(rule.roles or ())]


def statements(stage: Stage, name: str, role: Role) -> int:
    """How many statements a page takes. Raises where it is not answered well."""
    with counted(stage.house) as sent:
        answer = stage.call(name, someone(role, board_for(role, name)))
        # Read to its end: some are sent as they are made.
        told = answer.data
    if answer.status_code not in (200, 303):
        raise RuntimeError(f"{name} answers {role}: {answer.status_code} {told[:300]!r}")
    return len(sent)


def ask(stage: Stage, name: str, role: Role, times: int) -> Asked:
    """Ask so many times, after a first that is not timed."""
    person, waits, sent = someone(role, board_for(role, name)), list[float](), statements(stage, name, role)
    used = time.process_time()
    for _ in range(times):
        started = time.perf_counter()
        assert stage.call(name, person).data is not None
        waits.append(1000 * (time.perf_counter() - started))
    return Asked(name, role, waits, 1000 * (time.process_time() - used) / times, sent)


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
