"""The whole reserve on PostgreSQL and RabbitMQ: the demo's journey, its audit, and how its processes end and begin."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.chassis.metering.key import key_of
from services.chassis.settings import from_environment
from services.everything import SERVICES
from tests.servers.forked import run
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
    return run(arguments, os.environ | environment, within)


@pytest.fixture(scope="module")
def played(environment: Environment) -> dict[str, Any]:
    """The demo's last line; the nine processes that it started have ended with it."""
    done = reserve(environment, "demo", "--exit", "--json", within=600)
    assert done.returncode == 0, done.stderr
    assert of_site(environment) == []
    last: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return last


@pytest.fixture(scope="module")
def up(environment: Environment, played: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """`reserve up`, once it is ready."""
    log = tmp_path_factory.mktemp("up") / "up.log"
    program = Program([sys.executable, "-m", "services", "up"], log, os.environ | environment)
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


def test_a_role_that_dies_is_started_anew_and_all_end_with_their_parent(environment: Environment, up: Program) -> None:
    running = wait_until(lambda: len(roles := children(up.pid)) == ROLES and roles)
    os.kill(running[-1], signal.SIGKILL)
    wait_until(lambda: len(roles := children(up.pid)) == ROLES and running[-1] not in roles)
    wait_until(lambda: "portal-relay-0" in processes(environment))
    assert len(of_site(environment)) > ROLES
    os.kill(up.pid, signal.SIGKILL)
    wait_until(lambda: not of_site(environment))


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


def of_site(environment: Environment) -> list[str]:
    """Every process that runs with this site's folder."""
    mark = f"RESERVE_VAR={environment['RESERVE_VAR']}".encode()
    found = []
    for one in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            found += [one.parent.name] if mark in one.read_bytes().split(b"\0") else []
    return found


def children(pid: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]
