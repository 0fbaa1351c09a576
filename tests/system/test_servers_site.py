"""The whole reserve on PostgreSQL and RabbitMQ: the demo's journey, its audit, and how its processes end and begin."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.chassis.metering.key import key_of
from services.chassis.settings import from_environment
from services.everything import SERVICES
from tests.servers.postgres import Postgres
from tests.servers.process import Program, free_port
from tests.servers.rabbitmq import RabbitMQ
from tests.system import door
from tests.system.waiting import wait_until

ROOT = Path(__file__).parents[2]
BEHIND = ("worker", "relay")
ROLES = 1 + len(BEHIND) * len(SERVICES)

Environment = dict[str, str]


@pytest.fixture(scope="module")
def environment(postgres: Postgres, rabbitmq: RabbitMQ, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    for service in SERVICES:
        postgres.url(f"site_{service.name}")
    return {
        "RESERVE_VAR": str(tmp_path_factory.mktemp("site")),
        "RESERVE_DATABASE": f"postgresql://reserve@127.0.0.1:{postgres.port}/site_{{service}}",
        "RESERVE_BROKER": rabbitmq.url("site"),
        "RESERVE_PORT": str(free_port()),
        "RESERVE_LANG": "en",
    }


def reserve(environment: Environment, *arguments: str, within: float = 180) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "services", *arguments]
    variables = os.environ | environment
    return subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=within, check=False)


@pytest.fixture(scope="module")
def played(environment: Environment) -> dict[str, Any]:
    done = reserve(environment, "demo", "--exit", "--json", within=600)
    assert done.returncode == 0, done.stderr
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last


@pytest.fixture
def up(environment: Environment, played: dict[str, Any], tmp_path: Path) -> Iterator[Program]:
    """`reserve up`, once it is ready."""
    program = Program([sys.executable, "-m", "services", "up"], tmp_path / "up.log", os.environ | environment)
    program.start()
    wait_until(lambda: ready(environment), seconds=300)
    yield program
    program.end()


def test_the_journey_is_played_and_recounts(environment: Environment, played: dict[str, Any], up: Program) -> None:
    assert played["devices"] == 12
    audited = reserve(environment, "audit", "--json")
    assert audited.returncode == 0, audited.stdout + audited.stderr + up.tail()
    verified = reserve(environment, "verify")
    assert verified.returncode == 0, verified.stderr
    assert processes(environment) == {"all-web-0", *(f"{one.name}-{role}-0" for one in SERVICES for role in BEHIND)}
    assert up.end() == 0, up.tail()
    assert descendants(up.pid) == []


def test_a_role_that_dies_is_started_anew_and_all_end_with_their_parent(environment: Environment, up: Program) -> None:
    running = wait_until(lambda: len(roles := children(up.pid)) == ROLES and roles)
    os.kill(running[-1], signal.SIGKILL)
    wait_until(lambda: "portal-relay-0" not in processes(environment))
    wait_until(lambda: len(roles := children(up.pid)) == ROLES and running[-1] not in roles)
    wait_until(lambda: "portal-relay-0" in processes(environment))
    everyone = descendants(up.pid)
    os.kill(up.pid, signal.SIGKILL)
    wait_until(lambda: not any(alive(one) for one in everyone))


def ready(environment: Environment) -> bool:
    """Whether every service says that it lacks nothing."""
    site = f"http://127.0.0.1:{environment['RESERVE_PORT']}"
    return all(door.answers(site, f"{one.name}/health/ready") for one in SERVICES)


def processes(environment: Environment) -> set[str]:
    """The processes that tell what they counted, as the metrics of the services have it."""
    key = key_of(from_environment(environment))
    asked = [f"http://127.0.0.1:{environment['RESERVE_PORT']}/{one.name}/metrics" for one in SERVICES]
    pages = [httpx.get(one, headers={"Authorization": f"Bearer {key}"}, timeout=30).text for one in asked]
    return {name for page in pages for name in re.findall(r'reserve_process_up{process="([a-z0-9-]+)".*} 1.0', page)}


def children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def descendants(pid: int) -> list[int]:
    return [found for child in children(pid) for found in (child, *descendants(child))]


def alive(pid: int) -> bool:
    """Whether it runs; one that has ended and waits to be buried does not."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
