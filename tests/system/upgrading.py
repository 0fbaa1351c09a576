"""A site on servers whose processes are of several releases: each role is changed alone, callers go through a proxy."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.chassis.run import keys
from services.chassis.settings import Settings, from_environment
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from services.named import NAMES
from tests.servers import nginx
from tests.servers.postgres import Postgres
from tests.servers.process import LOOPBACK, Program, free_port
from tests.servers.rabbitmq import RabbitMQ
from tests.system import door
from tests.system.releases import ROOT, program
from tests.system.runbook import Operator
from tests.system.waiting import wait_until

PROXY = """
include {folder}/upstreams.conf;
server {{
    listen {address};
    location / {{ proxy_pass http://reserve_portal; include {deploy}/nginx/proxy.conf; }}
}}
"""
UPSTREAMS = ROOT / "deploy" / "nginx" / "upstreams-machine.conf"


COMMAND = ("-m", "services")
# Commands one after the other in one process, for each new one takes two seconds of a processor.
IN_TURN = """
import sys
from services.__main__ import reserve
for line in sys.argv[1:]:
    reserve(line.split(), standalone_mode=False)
"""


@dataclass
class Site:
    """The site's processes by role. `call` speaks as any role, by the address that people know."""

    folder: Path
    environment: dict[str, str]
    proxy: Program
    url: str
    roles: dict[str, Program] = field(default_factory=dict)
    all: list[Program] = field(default_factory=list)

    @property
    def door(self) -> str:
        """The address of the web that serves now."""
        return f"http://{LOOPBACK}:{self.environment['RESERVE_PORT']}"

    @property
    def settings(self) -> Settings:
        return from_environment(self.environment)

    def role(self, release: Path, name: str, role: str) -> None:
        """A worker or relay of this release takes the place of the one before it, which leaves when it is told."""
        self._instead(f"{name} {role}", self._start(release, *COMMAND, "run", name, role))

    def web(self, release: Path) -> None:
        """Another web beside the one that there is; callers go to it once it is ready, then the first one leaves."""
        port = str(free_port())
        one = self._start(release, *COMMAND, "run", "all", "web", RESERVE_PORT=port)
        wait_until(
            lambda: all(door.answers(f"http://{LOOPBACK}:{port}", f"{name}/health/ready") for name in NAMES), 120
        )
        self.environment["RESERVE_PORT"] = port
        self.send_callers_there()
        self._instead("web", one)

    def send_callers_there(self) -> None:
        """The proxy's callers go to the web that was started last."""
        text = UPSTREAMS.read_text(encoding="utf-8").replace(":8020", f":{self.environment['RESERVE_PORT']}")
        (self.folder / "upstreams.conf").write_text(text, encoding="utf-8")
        if self.proxy.running:
            before = set(self._workers())
            reload = Program([*nginx.command(self.folder / "nginx"), "-s", "reload"], self.folder / "reload.log")
            reload.start()
            assert reload.process is not None
            assert reload.process.wait(30) == 0, reload.tail()
            wait_until(lambda: len(self._workers()) == 1 and not before & set(self._workers()))

    def _workers(self) -> list[str]:
        return nginx.workers(self.folder / "nginx")

    def typed(self, release: Path, *lines: str) -> str:
        """What these commands print, which must end well: the tree's own in this process, others in one of theirs."""
        if release == ROOT:
            return "".join(self._typed_here(line) for line in lines)
        one = self._start(release, "-c", IN_TURN, *lines)
        wait_until(lambda: not one.running, seconds=120)
        assert one.end() == 0, one.tail()
        return one.tail()

    def _typed_here(self, line: str) -> str:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr("services.chassis.logs.configure", lambda *_: None)
            done = Operator(self.folder).type(f"reserve {line}")
        assert done.code == 0, done.said
        return done.said

    def call(self, role: Role, method: str, path: str, board: str | None = None, **request: Any) -> httpx.Response:
        person = Person(f"u-{role.value}", role, BoardCode(board) if board else None, csrf="c")
        headers = {"Authorization": f"Bearer {keys(self.settings).sign(person)}", **request.pop("headers", {})}
        return door.request(method, f"{self.url}{path}", headers=headers, timeout=60, **request)

    def stop(self) -> None:
        """Every role leaves, and leaves well."""
        for name in list(self.roles):
            self._leave(self.roles.pop(name))

    def _start(self, release: Path, *arguments: str, **other: str) -> Program:
        log = self.folder / f"{len(self.all)}.log"
        self.all.append(program(release, log, os.environ | self.environment | other, *arguments))
        return self.all[-1]

    def _instead(self, name: str, one: Program) -> None:
        before, self.roles[name] = self.roles.get(name), one
        if before:
            self._leave(before)

    def _leave(self, one: Program) -> None:
        assert one.end() == 0, f"{one.command}: {one.tail()}"


@contextmanager
def site(folder: Path, postgres: Postgres, rabbitmq: RabbitMQ) -> Iterator[Site]:
    """One with empty databases and nothing started but its proxy; everything ends with the block."""
    for name in NAMES:
        postgres.url(f"upgrade_{name}")
    own = {
        "RESERVE_VAR": str(folder / "var"),
        "RESERVE_DATABASE": f"postgresql://reserve@{LOOPBACK}:{postgres.port}/upgrade_{{service}}",
        "RESERVE_BROKER": rabbitmq.url("upgrade"),
        "RESERVE_PORT": str(free_port()),
        "RESERVE_LANG": "en",
    }
    port = free_port()
    sites = folder / "sites"
    sites.mkdir()
    text = PROXY.format(folder=folder, address=f"{LOOPBACK}:{port}", deploy=ROOT / "deploy")
    (sites / "reserve").write_text(text, encoding="utf-8")
    one = Site(folder, own, Program([], folder / "none.log"), f"http://{LOOPBACK}:{port}")
    one.send_callers_there()
    with nginx.nginx(folder / "nginx", sites) as one.proxy:
        try:
            yield one
        finally:
            for each in one.all:
                each.kill()
