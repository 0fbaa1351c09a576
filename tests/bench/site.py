"""The real reserve on the bench's servers: set up, its roles in processes of their own as on an operator's machine."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from services.chassis.run import keys, prepare
from services.chassis.settings import Settings, from_environment
from services.contracts.roles import Person
from services.everything import SERVICES
from tests.bench.crew import crew
from tests.servers.postgres import Postgres
from tests.servers.process import Program, free_port
from tests.servers.rabbitmq import RabbitMQ
from tests.system.waiting import wait_until

# Each service's relay and worker.
BACKGROUND = tuple((service.name, role) for service in SERVICES for role in ("relay", "worker"))


@dataclass(frozen=True)
class Site:
    """Its settings and its programs, by `<service> <role>`."""

    settings: Settings
    programs: dict[str, Program]

    def pids(self, role: str) -> list[int]:
        """Of all services."""
        return [program.pid for name, program in self.programs.items() if name.endswith(role)]

    def token(self, person: Person) -> str:
        """What the portal would have given them, good for five minutes."""
        return keys(self.settings).sign(person)


@contextmanager
def site(
    folder: Path, postgres: Postgres, rabbitmq: RabbitMQ, roles: Sequence[tuple[str, str]], tag: str
) -> Iterator[Site]:
    """A reserve with these roles running, for the length of the block."""
    own = folder / tag
    own.mkdir()
    for service in SERVICES:
        postgres.url(f"{tag}-{service.name}")
    environment = {
        "RESERVE_VAR": str(own),
        "RESERVE_DATABASE": postgres.url(f"{tag}-intake").replace("intake", "{service}"),
        "RESERVE_BROKER": rabbitmq.url(tag),
        "RESERVE_PORT": str(free_port()),
        # One person asks for every page here, as often as they are answered.
        "RESERVE_CALLS_A_MINUTE": "1000000",
    }
    settings = from_environment(environment)
    prepare(SERVICES, settings)
    ours = ("--with", str(os.getpid()))
    commands = {f"{name} {role}": ("-m", "services", "run", name, role, *ours) for name, role in roles}
    with crew(own, commands, environment) as programs:
        if any(role == "web" for _, role in roles):
            wait_until(lambda: _live(settings, roles), 60)
        yield Site(settings, programs)


def _live(settings: Settings, roles: Sequence[tuple[str, str]]) -> bool:
    name = next(name for name, role in roles if role == "web")
    name = SERVICES[0].name if name == "all" else name
    try:
        return httpx.get(f"{settings.url}/{name}/health/live", timeout=5).is_success
    except httpx.TransportError:
        return False
