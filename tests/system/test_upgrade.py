"""An upgrade under load: processes of this release and of the next on one schema, one broker, one contract."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from services.chassis.run import keys, prepare
from services.chassis.settings import from_environment
from services.contracts.roles import Person, Role
from services.everything import SERVICES
from tests.servers.postgres import Postgres
from tests.servers.process import Program, free_port
from tests.servers.rabbitmq import RabbitMQ
from tests.system import door
from tests.system.releases import ROOT, next_release, program
from tests.system.waiting import wait_until

# Who hears first: what the next release tells, its portal must be able to read, and each of its workers.
ORDER = ("portal", "intake", "shipping", "warehouse")
# Whose are at work from the first: what is for the others waits until theirs are started, of the next release.
TELLING = ("portal", "warehouse")
SHELVES = ("A-01-01", "A-01-02")
ASN = "carton,maker,model,serial,asset_tag\n,HP,9UZ86UT,5CG0123ABC,\n"
ENOUGH = 5
BREATH_S = 0.2


@dataclass
class Site:
    """The site's processes by role, and the address that its proxy sends callers to."""

    folder: Path
    environment: dict[str, str]
    url: str = ""
    roles: dict[str, Program] = field(default_factory=dict)
    all: list[Program] = field(default_factory=list)

    def start(self, release: Path, *arguments: str, **other: str) -> Program:
        log = self.folder / f"{len(self.all)}.log"
        self.all.append(program(release, log, self.environment | other, *arguments))
        return self.all[-1]

    def role(self, release: Path, name: str, role: str) -> None:
        """A worker or relay of this release takes the place of the one before it, which leaves when it is told."""
        before = self.roles.get(f"{name} {role}")
        self.roles[f"{name} {role}"] = self.start(release, "run", name, role)
        if before:
            assert before.end() == 0, before.tail()

    def web(self, release: Path) -> None:
        """Another web beside the one that there is; callers go to it once it is ready, then the first one leaves."""
        port = str(free_port())
        new, url = self.start(release, "run", "all", "web", RESERVE_PORT=port), f"http://127.0.0.1:{port}"
        wait_until(lambda: all(door.answers(url, f"{one.name}/health/ready") for one in SERVICES), seconds=120)
        before, self.url, self.roles["web"] = self.roles.get("web"), url, new
        self.environment["RESERVE_PORT"] = port
        if before:
            assert before.end() == 0, before.tail()

    def typed(self, release: Path, *arguments: str) -> str:
        """What a command of this release prints; it must end well."""
        one = self.start(release, *arguments)
        wait_until(lambda: not one.running, seconds=120)
        assert one.end() == 0, one.tail()
        return one.tail()

    def call(self, role: Role, method: str, path: str, **request: object) -> object:
        """What is answered. As every client of ours, it calls again with its key where the connection was cut."""
        token = keys(from_environment(self.environment)).sign(Person(f"u-{role.value}", role, csrf="c"))
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
        try:
            answer = door.request(method, f"{self.url}{path}", headers=headers, timeout=30, **request)
        except httpx.TransportError:
            answer = door.request(method, f"{self.url}{path}", headers=headers, timeout=30, **request)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


@pytest.fixture
def site(postgres: Postgres, rabbitmq: RabbitMQ, tmp_path: Path) -> Iterator[Site]:
    for service in SERVICES:
        postgres.url(f"upgrade_{service.name}")
    own = {
        "RESERVE_VAR": str(tmp_path / "var"),
        "RESERVE_DATABASE": f"postgresql://reserve@127.0.0.1:{postgres.port}/upgrade_{{service}}",
        "RESERVE_BROKER": rabbitmq.url("upgrade"),
        "RESERVE_LANG": "en",
    }
    prepare(SERVICES, from_environment(own))
    one = Site(tmp_path, dict(os.environ) | own)
    yield one
    for each in one.all:
        each.kill()


@contextmanager
def somebody_moving(site: Site, device: str) -> Iterator[list[bool]]:
    """Somebody who moves the device between two shelves; the list grows with each answer, whatever it is."""
    done: list[bool] = []
    stop = threading.Event()

    def move() -> None:
        while not stop.wait(BREATH_S):
            body = {"devices": [device], "location": SHELVES[(len(done) + 1) % 2]}
            try:
                site.call(Role.WAREHOUSE, "POST", "/warehouse/api/v1/put-away", json=body)
            except (AssertionError, OSError) as error:
                done.append(False)
                raise AssertionError(f"not moved: {error}") from error
            done.append(True)

    thread = threading.Thread(target=move)
    thread.start()
    try:
        yield done
    finally:
        stop.set()
        thread.join()


def stock(site: Site) -> str:
    """One laptop on a shelf; its id."""
    at = "/warehouse/api/v1"
    site.call(Role.WAREHOUSE, "POST", f"{at}/locations", json={"codes": ["QUAI-01", *SHELVES]})
    form = {"data": {"supplier": "HP", "reference": "R-1"}, "files": {"file": ("asn.csv", ASN.encode(), "text/csv")}}
    site.call(Role.WAREHOUSE_MANAGER, "POST", f"{at}/deliveries", **form)
    device = str(site.call(Role.WAREHOUSE, "GET", f"{at}/devices")["items"][0]["id"])  # type: ignore[index]
    site.call(Role.WAREHOUSE, "POST", f"{at}/receive", json={"devices": [device], "location": "QUAI-01"})
    site.call(Role.WAREHOUSE, "POST", f"{at}/put-away", json={"devices": [device], "location": SHELVES[0]})
    return device


def test_an_upgrade_loses_nothing_and_refuses_nobody(site: Site, postgres: Postgres, tmp_path: Path) -> None:
    later = next_release(tmp_path / "next")
    for name in TELLING:
        site.role(ROOT, name, "worker")
        site.role(ROOT, name, "relay")
    site.web(ROOT)
    device = stock(site)
    with somebody_moving(site, device) as done:
        wait_until(lambda: len(done) > ENOUGH)
        site.typed(ROOT, "backup", str(tmp_path / "before"))
        site.typed(later, "setup")
        # What serves still is of the release before, and says of the later schema that it lacks nothing.
        assert all(door.answers(site.url, f"{one.name}/health/ready") for one in SERVICES)
        for name in ORDER:
            site.role(later, name, "worker")
        site.web(later)
        for name in ORDER:
            site.role(later, name, "relay")
        upgraded = len(done)
        wait_until(lambda: len(done) > upgraded + ENOUGH)
        # And back: one of the release before among those of the next, on the schema of the next.
        site.role(ROOT, "portal", "worker")
        again = len(done)
        wait_until(lambda: len(done) > again + ENOUGH)
    assert all(done)
    wait_until(lambda: len(logged(postgres)) == len(done))
    noted = ["next_note" in body for body in logged(postgres)]
    # From one moment on the next release told, also what the release before it heard: the log has it as it was told.
    assert noted == sorted(noted)
    assert (noted[0], noted[-1]) == (False, True)
    site.typed(later, "audit")
    # All is given up, and begins again under the release before from what was saved then, on its own schema.
    for one in site.roles.values():
        assert one.end() == 0, one.tail()
    found = json.loads(site.typed(ROOT, "restore", str(tmp_path / "before"), "--json"))
    # What its teller knows: some of it the portal is still to hear again.
    told = "SELECT count(*) FROM outbox WHERE routing_key = 'warehouse.device.moved'"
    ((known,),) = postgres.ask(told, database="upgrade_warehouse")
    assert known == len(done) - found["lost"]
    assert ENOUGH < int(str(known)) < upgraded
    assert postgres.ask("SELECT count(*) FROM pg_attribute WHERE attname = 'next_note'", database="upgrade_portal") == [
        (0,)
    ]


def logged(postgres: Postgres) -> list[dict[str, object]]:
    """What the log tells of the device's moves, in order."""
    asked = "SELECT body FROM log WHERE what = 'device.moved' ORDER BY position"
    return [json.loads(bytes(row[0]))["data"] for row in postgres.ask(asked, database="upgrade_portal")]  # type: ignore[arg-type]
