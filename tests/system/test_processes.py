"""Each role as a process of its own on PostgreSQL: what it does, how it waits, how it ends, who takes over."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from services.chassis import outbox
from services.chassis.absent import require_databases
from services.chassis.act import Act, now
from services.chassis.alive import sign_of, silence
from services.chassis.backlog import backlog
from services.chassis.database import Database
from services.chassis.errors import Conflict
from services.chassis.run import keys, prepare
from services.chassis.settings import Settings, from_environment
from services.chassis.tables import inbox
from services.chassis.web.application import LARGEST_REQUEST
from services.contracts.roles import Person, Role
from services.contracts.values import LocationCode
from services.contracts.warehouse import DeviceStored
from services.everything import SERVICES
from tests.servers.forked import Reserve
from tests.servers.forked import run as execute
from tests.servers.postgres import Postgres
from tests.servers.process import Program, free_port
from tests.system import door
from tests.system.waiting import AT_ONCE_S, wait_until

LEAVES_WITHIN_S = 8.0

Run = Callable[..., Program]


@pytest.fixture(scope="module")
def environment(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A set-up installation on PostgreSQL, by its settings."""
    made = {
        "RESERVE_VAR": str(tmp_path_factory.mktemp("processes")),
        "RESERVE_DATABASE": postgres.url("processes_SERVICE").replace("SERVICE", "{service}"),
        "RESERVE_PORT": str(free_port()),
        "RESERVE_LANG": "en",
    }
    for service in SERVICES:
        postgres.url(f"processes_{service.name}")
    prepare(SERVICES, from_environment(made))
    return made


@pytest.fixture
def settings(environment: dict[str, str]) -> Settings:
    return from_environment(environment)


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Iterator[Run]:
    """Starts `reserve run ...`; whatever still runs at the end is killed."""
    started: list[Program] = []

    def start(*arguments: str, **other: str) -> Program:
        log = tmp_path / f"{len(started)}.log"
        program = Reserve(["run", *arguments], log, os.environ | environment | other)
        started.append(program)
        program.start()
        return program

    yield start
    for program in started:
        program.kill()


@contextmanager
def opened(settings: Settings, name: str) -> Iterator[Database]:
    database = Database(settings.database_url(name))
    try:
        yield database
    finally:
        database.close()


def record(database: Database) -> None:
    with database.writing(Act("u-1", now())) as session:
        outbox.record(session, DeviceStored(device=uuid4(), type="tablet", location=LocationCode("A-01-01")))


def taken(database: Database) -> int:
    with database.reading() as session:
        return session.execute(select(func.count()).select_from(inbox)).scalar_one()


def asking_for_the_turn(database: Database) -> int:
    """How many stand by: whoever has the turn asks other things."""
    asking = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%try_advisory%'"
    with database.engine.connect() as connection:
        return connection.execute(text(f"{asking} AND pid <> pg_backend_pid()")).scalar_one()


def ended_well(program: Program) -> None:
    """Told to stop, it leaves by itself, soon and without a complaint."""
    asked = time.monotonic()
    assert program.end(within=30) == 0, program.tail()
    assert time.monotonic() - asked < LEAVES_WITHIN_S
    assert not any(word in program.tail() for word in ("Traceback", '"critical"'))


def told(program: Program, words: str) -> None:
    wait_until(lambda: words in program.tail())


def test_relay_and_worker_carry_an_event_over_and_leave_when_told(run: Run, settings: Settings) -> None:
    roles = [run("warehouse", "relay"), run("portal", "worker")]
    with opened(settings, "warehouse") as warehouse, opened(settings, "portal") as portal:
        before = taken(portal)
        for name, role in (("warehouse", "relay"), ("portal", "worker")):
            wait_until(partial(lives, settings, name, role))
        record(warehouse)
        wait_until(lambda: taken(portal) == before + 1)
        wait_until(lambda: backlog(warehouse).unsent == 0)
    for role in roles:
        ended_well(role)
    assert healthy(settings, "warehouse", "relay") == 1


def test_the_relay_that_stands_by_takes_over_from_one_that_was_killed(run: Run, settings: Settings) -> None:
    active = run("warehouse", "relay")
    told(active, "relay active")
    standby = run("warehouse", "relay")
    with opened(settings, "warehouse") as warehouse:
        wait_until(lambda: asking_for_the_turn(warehouse))
        assert "relay active" not in standby.tail()
        active.kill()
        record(warehouse)
        wait_until(lambda: backlog(warehouse).unsent == 0, seconds=AT_ONCE_S)
    told(standby, "relay active")
    ended_well(standby)


def test_one_door_for_all_services_answers_and_closes(run: Run, settings: Settings) -> None:
    web = run("all", "web")
    wait_until(lambda: all(live(settings, service.name) for service in SERVICES))
    ready = door.get(f"{settings.url}/portal/health/ready")
    assert (ready.status_code, ready.json()["missing"]) == (200, [])
    assert healthy(settings, "all", "web") == 0
    ended_well(web)


@pytest.mark.parametrize("role", [("warehouse", "relay"), ("portal", "worker"), ("all", "web")])
def test_a_server_that_is_away_at_the_start_is_waited_for(run: Run, settings: Settings, role: tuple[str, str]) -> None:
    nowhere = free_port()
    away = run(
        *role,
        RESERVE_DATABASE=f"postgresql+psycopg://reserve@127.0.0.1:{nowhere}/{{service}}",
        RESERVE_BROKER=f"amqp://127.0.0.1:{nowhere}",
    )
    if "web" in role:
        wait_until(lambda: live(settings, "portal"))
        answer = door.get(f"{settings.url}/portal/health/ready", timeout=20)
        assert (answer.status_code, answer.json()["missing"][0]) == (503, "database: cannot be reached")
    else:
        told(away, "waits for the database")
    ended_well(away)


def test_a_role_of_what_is_not_set_up_says_what_to_run(run: Run, postgres: Postgres) -> None:
    empty = postgres.url("processes_empty")
    role = run("portal", "worker", RESERVE_DATABASE=f"{empty}?application_name={{service}}")
    wait_until(lambda: not role.running, seconds=20)
    assert role.end() == 1
    assert "run `reserve setup`" in role.tail()
    assert not any(word in role.tail() for word in ("Traceback", '"critical"'))


def test_set_up_names_the_databases_that_are_missing_and_how_to_make_them(
    environment: dict[str, str], postgres: Postgres
) -> None:
    address = f"postgresql://reserve@127.0.0.1:{postgres.port}/"
    present = postgres.url("processes_intake").rpartition("/")[2]
    with pytest.raises(Conflict) as refused:
        require_databases([f"{address}{present}", f"{address}absent_one", f"{address}absent_two"])
    told = str(refused.value.sentence)
    assert "missing: absent_one, absent_two." in told
    assert f"createdb -h 127.0.0.1 -p {postgres.port} -O reserve absent_one" in told
    assert present not in told


def test_a_server_whose_cluster_was_made_without_a_locale_is_asked_in_an_encoding_of_ours(
    environment: dict[str, str], postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    present = postgres.url("processes_intake").replace("+psycopg", "")
    postgres.ask("CREATE DATABASE plain TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    monkeypatch.setattr("services.chassis.absent.ADMINISTRATORS", "plain")
    require_databases([present])


def test_headers_and_bodies_that_never_end_hold_up_nobody_and_one_too_large_is_refused(
    run: Run, settings: Settings
) -> None:
    run("all", "web", RESERVE_WEB_THREADS="2")
    wait_until(lambda: live(settings, "portal"))
    with ExitStack() as stack:
        for number in range(220):
            slow = stack.enter_context(socket.create_connection((settings.host, settings.port)))
            never = b"Content-Length: 9\r\n\r\nlogin=" if number < 200 else b""
            slow.sendall(b"POST /portal/sign-in HTTP/1.1\r\nHost: x\r\n" + never)
        assert live(settings, "warehouse")
        token = keys(settings).sign(Person("u-1", Role.WAREHOUSE, None, csrf="c"))
        large = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": "k"}
        url = f"{settings.url}/warehouse/api/v1/scans"
        answer = door.post(url, content=b" " * (LARGEST_REQUEST + 1), headers=large, timeout=20)
        assert answer.status_code == 413


def test_a_web_process_that_dies_is_started_anew(run: Run, settings: Settings) -> None:
    web = run("all", "web", RESERVE_WEB_PROCESSES="2")
    wait_until(lambda: live(settings, "portal"))
    first = wait_until(lambda: len(found := workers(web)) == 2 and found)
    os.kill(first[0], signal.SIGKILL)
    anew = wait_until(lambda: set(workers(web)) - set(first))
    told(web, f'"pid": {anew.pop()}')
    ended_well(web)


def lives(settings: Settings, *role: str) -> bool:
    """Whether it gave a sign of life, as it does once its loop has begun."""
    return silence(sign_of(settings.var, *role)) is not None


def healthy(settings: Settings, *role: str) -> int:
    """The exit code of `reserve health ... --ready` with these settings."""
    environment = {"RESERVE_VAR": str(settings.var), "RESERVE_DATABASE": settings.database}
    environment |= {"RESERVE_PORT": str(settings.port)}
    return execute(["health", *role, "--ready"], os.environ | environment, within=60).returncode


def workers(web: Program) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(web.pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in listed.stdout.split()]


def live(settings: Settings, name: str) -> bool:
    return door.answers(settings.url, f"{name}/health/live")
