"""The reserve under attack: servers, lines, and every role of every service as a program of its own."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from services.chassis.run import Running, running
from services.chassis.settings import Settings, from_environment
from services.chassis.tokens import Keys, read_keys
from services.everything import SERVICES
from tests.servers.forked import run
from tests.servers.postgres import Postgres, postgres
from tests.servers.process import LOOPBACK, free_port, server_folder
from tests.servers.rabbitmq import RabbitMQ, rabbitmq
from tests.system.chaos.network import Line, Network, network
from tests.system.chaos.post import EmbeddedPost, Post, RabbitPost
from tests.system.chaos.supervisor import Supervisor
from tests.system.chaos.unit import ALL, HERE, WEB, Unit, unit

NAMES = tuple(service.name for service in SERVICES)
WEBS = 2
# Of these two run: one is active, the other stands by.
DOUBLED = {"worker": ("warehouse", "portal"), "relay": ("warehouse", "shipping")}
SET_UP_WITHIN_S = 120.0
# It reads the whole log, which grows with the faults, on a machine that may do other things beside.
AUDITED_WITHIN_S = 1_200.0


@dataclass
class Estate:
    """`settings` and `services` reach the servers directly, for whoever looks on; the programs go through lines."""

    folder: Path
    network: Network
    settings: Settings
    post: Post
    postgres: Postgres | None = None
    rabbitmq: RabbitMQ | None = None
    units: list[Unit] = field(default_factory=list)
    services: dict[str, Running] = field(default_factory=dict)

    @property
    def keys(self) -> Keys:
        return read_keys(self.settings.var / "keys")

    def environment(self) -> dict[str, str]:
        """For a command of the operator's: everything reached directly."""
        port = next((one.port for one in self.units if one.role == WEB), self.settings.port)
        given = {"RESERVE_VAR": str(self.settings.var), "RESERVE_PORT": str(port)}
        given |= {"RESERVE_DATABASE": self.settings.database, "RESERVE_BROKER": self.settings.broker}
        return os.environ | given | HERE

    def command(self, *arguments: str, within: float = SET_UP_WITHIN_S) -> subprocess.CompletedProcess[str]:
        """`reserve ...`, ended within so many seconds or stopped."""
        return run(arguments, self.environment(), within)

    @property
    def doors(self) -> list[str]:
        """Where the reserve is reached: any of them serves all."""
        return [f"http://{LOOPBACK}:{one.port}" for one in self.units if one.role == WEB]

    def make_units(self) -> None:
        for number in range(WEBS):
            self._add(ALL, WEB, number + 1)
        for role, doubled in DOUBLED.items():
            for name in NAMES:
                for number in range(2 if name in doubled else 1):
                    self._add(name, role, number + 1)

    def _add(self, service: str, role: str, number: int) -> None:
        made, lines = self._surroundings(f"{service} {role} {number}", role)
        one = unit(service, role, number, self.folder / "logs", made)
        one.lines = lines
        self.units.append(one)

    def _surroundings(self, name: str, role: str) -> tuple[dict[str, str], dict[str, str]]:
        given = {"RESERVE_VAR": str(self.settings.var), "RESERVE_PORT": str(free_port() if role == WEB else 1)}
        given |= {"RESERVE_DATABASE": self.settings.database, "RESERVE_BROKER": self.settings.broker}
        lines: dict[str, str] = {}
        if self.postgres:
            line = lines["database"] = f"{name} > database"
            given["RESERVE_DATABASE"] = self._through(line, self.postgres.port, self.settings.database)
        if self.rabbitmq:
            line = lines["broker"] = f"{name} > broker"
            given["RESERVE_BROKER"] = self._through(line, self.rabbitmq.port, self.settings.broker)
        return given, lines

    def _through(self, name: str, port: int, url: str) -> str:
        line: Line = self.network.line(name, port)
        return url.replace(f":{port}/", f":{line.port}/")


@contextmanager
def estate(embedded: bool) -> Iterator[Estate]:
    """A reserve that is not set up yet, its servers running; nothing of it is left after the block."""
    with server_folder("chaos") as folder, ExitStack() as ending:
        (folder / "logs").mkdir()
        wires = ending.enter_context(network())
        one = _embedded(folder, wires) if embedded else _servers(folder, wires, ending)
        for service in SERVICES:
            one.services[service.name] = running(service, one.settings)
            ending.callback(one.services[service.name].database.close)
        yield one


@contextmanager
def supervised(one: Estate) -> Iterator[Supervisor]:
    """All programs running, and started again, for the block."""
    one.make_units()
    supervisor = Supervisor(one.units)
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.stop()


def _embedded(folder: Path, wires: Network) -> Estate:
    settings = from_environment({"RESERVE_VAR": str(folder / "var"), "RESERVE_PORT": str(free_port())})
    return Estate(folder, wires, settings, EmbeddedPost(folder / "var" / "broker.sqlite"))


def _servers(folder: Path, wires: Network, ending: ExitStack) -> Estate:
    database, broker = ending.enter_context(postgres(fsync=True)), ending.enter_context(rabbitmq())
    for name in NAMES:
        database.url(name)
    given = {"RESERVE_VAR": str(folder / "var"), "RESERVE_PORT": str(free_port())}
    given |= {
        "RESERVE_DATABASE": database.url(NAMES[0]).replace(f"/{NAMES[0]}", "/{service}"),
        "RESERVE_BROKER": broker.url(),
    }
    return Estate(folder, wires, from_environment(given), RabbitPost(broker), database, broker)
