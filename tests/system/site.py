"""A whole reserve in this process, on a free port and in a temporary folder, for tests that need all of it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from services.chassis.run import keys, prepare
from services.chassis.settings import Settings, from_environment
from services.commands.jobs import start
from services.commands.process import everything
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.everything import SERVICES
from tests.servers.process import free_port
from tests.system import door
from tests.system.waiting import wait_until


@dataclass
class Reserve:
    """A running reserve. `start` starts more of its jobs; `call` speaks as any role, with a token of its own."""

    settings: Settings
    jobs: dict[str, Any]
    stop: threading.Event
    threads: list[threading.Thread]

    def start(self, *names: str) -> None:
        self.threads += start({name: self.jobs[name] for name in names}, self.stop)

    def call(self, role: Role, method: str, path: str, board: str | None = None, **request: Any) -> httpx.Response:
        person = Person(f"u-{role.value}", role, BoardCode(board) if board else None, csrf="c")
        headers = {"Authorization": f"Bearer {keys(self.settings).sign(person)}", **request.pop("headers", {})}
        return door.request(method, f"{self.settings.url}{path}", headers=headers, timeout=30, **request)


@contextmanager
def reserve(folder: Path, without: tuple[str, ...] = ()) -> Iterator[Reserve]:
    """A reserve under `folder`, with all its jobs but those named; everything ends with the block."""
    settings = from_environment({"RESERVE_VAR": str(folder), "RESERVE_PORT": str(free_port())})
    prepare(SERVICES, settings)
    one = Reserve(settings, everything(settings), threading.Event(), [])
    one.start(*(name for name in one.jobs if name not in without))
    try:
        wait_until(lambda: door.answers(settings.url))
        yield one
    finally:
        one.stop.set()
        for thread in one.threads:
            thread.join()
