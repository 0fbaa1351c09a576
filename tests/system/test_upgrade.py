"""Upgrades under load: from the last release to this one, from this one to the next, and back; on one schema."""

import json
from collections.abc import Iterator
from functools import partial
from itertools import cycle, groupby, islice
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from scanner.journal import Journal
from scanner.station import Station
from services.contracts.roles import Role
from services.named import NAMES
from tests.servers import nginx
from tests.servers.postgres import Postgres
from tests.servers.rabbitmq import RabbitMQ
from tests.system import door, upgrading
from tests.system.at_work import LOGIN, SHELVES, AtWork, note, working
from tests.system.releases import ROOT, heads, here, next_release
from tests.system.runbook import PAGES, blocks
from tests.system.short_journey import ASN, NUMBER, Journey
from tests.system.upgrading import Site
from tests.system.waiting import wait_until

# Who hears first: what the next release tells, its portal must be able to read, and each of its workers.
ORDER = ("portal", "intake", "shipping", "warehouse")
BACK = "An upgrade that turns out bad"
CARRIED, SCANS = "5CG0123ABD", "/warehouse/api/v1/scans"
SCAN_EVERY_S, LOOK_EVERY_S = 0.5, 1.5
# Who is at work from the first; what is for shipping waits until this release hears it.
FIRST = {"portal": ("worker",), "intake": ("worker", "relay"), "warehouse": ("worker", "relay")}
# The last release, where this copy of the project has its commit; else the test begins with this one, and says so.
BEFORE = here()
FROM = f"from-{BEFORE.version}" if BEFORE else "from-this-release-alone"


@pytest.fixture
def site(postgres: Postgres, rabbitmq: RabbitMQ, tmp_path: Path) -> Iterator[Site]:
    if why := nginx.lacking():
        pytest.skip(why)
    with upgrading.site(tmp_path, postgres, rabbitmq) as one:
        yield one


@pytest.fixture(params=[pytest.param(BEFORE, id=FROM)])
def first(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where the code lies with which the site begins."""
    if request.param is None:
        return ROOT
    code = request.param.unpack(tmp_path / "before")
    assert heads(code) == request.param.heads
    return Path(code)


def test_nothing_is_lost_done_twice_or_refused(site: Site, first: Path, postgres: Postgres, tmp_path: Path) -> None:
    work = AtWork(Journal(tmp_path / "journal"), SCAN_EVERY_S, LOOK_EVERY_S)
    made = [f"account {LOGIN} --role auditor", "station quai"]
    password, key = site.typed(first, "setup", *made).split()[-2:]
    begin(site, first)
    journey = stocked(site)
    with (
        client(site, work) as scanner,
        client(site, work) as browser,
        working(work, Station(scanner, key, "op-7"), browser, password, CARRIED),
    ):
        go_on(work)
        journey.ask()
        site.typed(ROOT, f"backup {tmp_path / 'saved'}")
        upgrade(site, work)
        journey.send()
        there_and_back(site, work, tmp_path)
        journey.accept()
        site.typed(ROOT, *(line.removeprefix("reserve ") for line in blocks(PAGES[0])[BACK][0]), "verify")
    assert work.results == {scan: ["done"] for scan in work.scanned}
    # A token of the release before may be asked to be renewed: of the station once, of the person's browser by itself.
    assert {status for _, status in work.answers} <= {200, 303, 307, 401}
    assert work.answers[SCANS, 401] <= 1
    # The proxy may close a connection that stands idle when it hears of another web: then the call is made again.
    away = [one["reason"] for one in work.links if one["link"] == "away"]
    assert [one for one in [*work.unanswered, *away] if "disconnected" not in one] == []
    wait_until(lambda: len(logged(postgres)) == len(work.scanned))
    assert logged(postgres) == told(postgres)
    moves = [json.loads(body)["data"] for body in logged(postgres)]
    # Another shelf each time: two moves that changed places, or one that is lost, would show.
    assert [one["location"] for one in moves] == list(islice(cycle(SHELVES), len(moves)))
    # The next release told more for a while, and what it told is kept as it was, whoever heard it.
    assert [noted for noted, _ in groupby("next_note" in one for one in moves)] == [False, True, False]
    begins_again(site, postgres, tmp_path / "saved")


def begins_again(site: Site, postgres: Postgres, saved: Path) -> None:
    """All is given up, and begins again from what was saved while the release before served."""
    site.stop()
    before = len(told(postgres))
    lost = json.loads(site.typed(ROOT, f"restore {saved} --json"))["lost"]
    assert 0 < before - len(told(postgres)) < lost
    # Nothing of a later schema is left.
    for name in NAMES:
        asked = "SELECT count(*) FROM pg_attribute WHERE attname = 'next_note'"
        assert postgres.ask(asked, database=f"upgrade_{name}") == [(0,)], name
    site.typed(ROOT, "verify")


def begin(site: Site, release: Path) -> None:
    """The roles of this release that a request needs until it is granted."""
    for name, role in ((name, role) for name, roles in FIRST.items() for role in roles):
        site.role(release, name, role)
    site.web(release)


def go_on(work: AtWork) -> None:
    work.goes_on(scans=3, pages=1)


def stocked(site: Site) -> Journey:
    """Two laptops on the shelf: one is carried to and fro, the other one goes to a board."""
    at, key = "/warehouse/api/v1", {"Idempotency-Key": str(uuid4())}
    shelves = {"codes": ["QUAI-01", *SHELVES]}
    assert site.call(Role.WAREHOUSE_MANAGER, "POST", f"{at}/locations", json=shelves).is_success
    text = ASN + ASN.splitlines()[1].replace(NUMBER, CARRIED) + "\n"
    form = {"data": {"supplier": "HP", "reference": "R-1"}, "files": {"file": ("asn.csv", text.encode(), "text/csv")}}
    answer = site.call(Role.WAREHOUSE_MANAGER, "POST", f"{at}/deliveries", headers=key, **form)
    assert answer.status_code == 201, answer.text
    both = site.call(Role.WAREHOUSE, "GET", f"{at}/devices").json()["items"]
    for step, shelf in (("receive", "QUAI-01"), ("put-away", SHELVES[1])):
        body = {"devices": [one["id"] for one in both], "location": shelf}
        assert site.call(Role.WAREHOUSE_MANAGER, "POST", f"{at}/{step}", json=body).is_success
    journey = Journey(site)  # type: ignore[arg-type]
    journey.device = next(one["id"] for one in both if one["serial"] == NUMBER)
    return journey


def upgrade(site: Site, work: AtWork) -> None:
    """By the steps of docs/en/operating.md, from the release before to this one."""
    site.typed(ROOT, "setup")
    go_on(work)
    for name in ORDER:
        site.role(ROOT, name, "worker")
    go_on(work)
    site.web(ROOT)
    for name in ORDER:
        site.role(ROOT, name, "relay")
    go_on(work)


def there_and_back(site: Site, work: AtWork, tmp_path: Path) -> None:
    """To the next release, by the same steps; and back in the first hour, on the next one's schema."""
    later = next_release(tmp_path / "next")
    site.typed(later, "setup")
    # What serves still is of the release before, and says of the later schema that it lacks nothing.
    assert all(door.answers(site.door, f"{name}/health/ready") for name in NAMES)
    for release in (later, ROOT):
        site.role(release, "portal", "worker")
        site.web(release)
        go_on(work)


def client(site: Site, work: AtWork) -> httpx.Client:
    return httpx.Client(
        base_url=site.url, timeout=60, verify=door.NO_CERTIFICATES, event_hooks={"response": [partial(note, work)]}
    )


def logged(postgres: Postgres) -> list[bytes]:
    """What the log tells of the device's moves, in order."""
    asked = "SELECT body FROM log WHERE what = 'device.moved' ORDER BY position"
    return [bytes(row[0]) for row in postgres.ask(asked, database="upgrade_portal")]  # type: ignore[arg-type]


def told(postgres: Postgres) -> list[bytes]:
    """What the warehouse told of them."""
    asked = "SELECT body FROM outbox WHERE routing_key = 'warehouse.device.moved' ORDER BY id"
    return [bytes(row[0]) for row in postgres.ask(asked, database="upgrade_warehouse")]  # type: ignore[arg-type]
