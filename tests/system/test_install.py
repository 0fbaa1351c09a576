"""The installation's own script and the guide's own commands make a site; its units' commands run it, behind nginx."""

import json
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from itertools import product
from pathlib import Path

import pytest
import yaml

from services.chassis.keyfiles import make_keys
from services.chassis.tokens import read_keys
from services.contracts.roles import Role
from services.named import NAMES
from tests.servers import nginx as nginx_server
from tests.servers import prometheus as prometheus_server
from tests.servers.authority import Authority
from tests.servers.postgres import Postgres
from tests.servers.process import LOOPBACK, Program, free_port, server_folder
from tests.servers.rabbitmq import RabbitMQ
from tests.system import door
from tests.system.at_work import at_work
from tests.system.installed import NAME, ROOT, Installed
from tests.system.installed_work import exchange, moved, put_away, started
from tests.system.logged import logged, nameless, of_persons
from tests.system.overseen import Overseen
from tests.system.runbook import Operator
from tests.system.short_journey import NUMBER, Journey
from tests.system.waiting import wait_until

GUIDES = ROOT / "docs/en/install.md", ROOT / "docs/fr/installer.md"
KEYS = "Another key, in time or at once"
# One byte more than nginx lets through.
TOO_LARGE = 33 * 1024 * 1024 + 1


def blocks(guide: Path) -> list[str]:
    """What the guide has its reader type."""
    return re.findall(r"^```sh\n(.*?)^```", guide.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def machine(postgres: Postgres, rabbitmq: RabbitMQ) -> Iterator[Installed]:
    """Installed by the first of the guide's commands; nothing of it runs yet."""
    with server_folder("installed") as folder:
        one = Installed(folder, postgres, rabbitmq)
        done = one.type(blocks(GUIDES[0])[0])
        assert done.returncode == 0, done.stdout + done.stderr
        assert f"done: https://{NAME}" in done.stdout
        assert "systemd cannot be told here" in done.stdout
        yield one


@pytest.fixture(scope="module")
def roles(machine: Installed) -> Iterator[dict[str, Program]]:
    """What the target names, started as written, and nginx before it."""
    if why := nginx_server.lacking():
        pytest.skip(why)
    with nginx_server.nginx(machine.folder / "nginx", machine.folder / "etc/nginx/sites-enabled"):
        machine.give("nginx", nginx_server.command(machine.folder / "nginx"))
        with started(machine) as programs:
            yield programs


@pytest.fixture(scope="module")
def stocked(machine: Installed, roles: dict[str, Program]) -> Journey:
    """One laptop came through the proxy and lies on a shelf; what else becomes of it is its journey's."""
    journey = Journey(machine)
    journey.stock()
    return journey


@pytest.fixture(scope="module")
def overseen(machine: Installed, stocked: Journey, postgres: Postgres) -> Iterator[Overseen]:
    """Prometheus watches it, past the proxy, from the machine itself."""
    if why := prometheus_server.lacking():
        pytest.skip(why)
    site, key = f"{LOOPBACK}:{machine.ports['DOOR_PORT']}", machine.settings.var / "keys/metrics.token"
    with prometheus_server.prometheus(site, key) as server:
        wait_until(lambda: [one["health"] for one in server.targets()] == ["up"] * len(NAMES))
        yield Overseen(machine, postgres, server)


@pytest.fixture
def operator(machine: Installed, monkeypatch: pytest.MonkeyPatch) -> Operator:
    """Types in this process, with the installation's settings: each command saves two seconds of a processor."""
    for name, value in (machine.environment | {"RESERVE_LANG": "en"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("services.chassis.logs.configure", lambda *_: None)
    return Operator(machine.folder)


def test_a_second_call_changes_nothing(machine: Installed) -> None:
    before = machine.state()
    done = machine.type(blocks(GUIDES[0])[0])
    assert done.returncode == 0, done.stderr
    assert "nothing was to be changed" in done.stdout
    assert machine.state() == before


def test_secrets_are_read_by_their_owner_alone_and_stand_in_no_unit(machine: Installed) -> None:
    modes = {"etc/reserve/reserve.env": 0o640, "etc/reserve/tls/key.pem": 0o600, "var/lib/reserve": 0o700}
    found = {name: (machine.folder / name).stat().st_mode & 0o777 for name in modes}
    assert found == modes
    password = machine.environment["RESERVE_BROKER"].split(":")[2].split("@")[0]
    assert len(password) == 48
    others = [path for path, (_, _, text) in machine.state().items() if password.encode() in text]
    assert others == [str(machine.folder / "etc/reserve/reserve.env")]


def test_keys_made_by_hand_as_the_guide_says_are_taken_as_they_are(machine: Installed, tmp_path: Path) -> None:
    (made,) = re.findall(r"^.*openssl genpkey.*$", GUIDES[0].read_text(encoding="utf-8"), re.MULTILINE)
    assert machine.type(f"cd {tmp_path}; {made}").returncode == 0
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    make_keys(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert read_keys(tmp_path).look().private is not None


def test_both_guides_have_their_reader_type_the_same() -> None:
    assert blocks(GUIDES[0]) == blocks(GUIDES[1])


def test_the_commands_that_the_guide_ends_with_do_what_it_says(machine: Installed, roles: dict[str, Program]) -> None:
    for block in blocks(GUIDES[0])[1:]:
        done = machine.type(block)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_scan_goes_through_the_proxy_and_its_story_comes_to_the_portal(
    machine: Installed, stocked: Journey, postgres: Postgres
) -> None:
    heard = "SELECT position FROM log WHERE what = 'device.stored'"
    wait_until(lambda: postgres.ask(heard, database="reserve_portal"))
    # The command costs two seconds of a processor: it is typed once.
    traced = machine.type(f"reserve trace {NUMBER}").stdout
    assert {"device.received", "device.stored"} <= set(re.findall(r"device\.[a-z]+", traced))


def test_the_proxy_shows_people_the_site_and_keeps_the_rest(machine: Installed, roles: dict[str, Program]) -> None:
    plain = machine.plain("/intake/requests?state=open")
    assert (plain.status_code, plain.headers["Location"]) == (301, machine.url("/intake/requests?state=open"))
    page = machine.ask("GET", "/portal/sign-in")
    assert page.headers.get_list("Strict-Transport-Security") == ["max-age=31536000"]
    assert page.headers.get_list("X-Content-Type-Options") == ["nosniff"]
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    kept = [f"/{name}/{what}" for name in NAMES for what in ("metrics", "health/live", "health/ready", "%6detrics")]
    assert {machine.ask("GET", path).status_code for path in [*kept, "/nowhere"]} == {404}
    assert machine.ask("GET", "/").headers["Location"].endswith("/portal/")
    large = machine.call(Role.WAREHOUSE, "POST", "/warehouse/api/v1/scans", content=b" " * TOO_LARGE)
    assert large.status_code == 413


def test_another_certificate_and_another_key_come_while_all_work_and_nothing_is_lost(
    machine: Installed, stocked: Journey, postgres: Postgres, tmp_path: Path, operator: Operator
) -> None:
    authority = Authority(tmp_path)
    first, second = (authority.gives(NAME, name) for name in ("first", "second"))
    exchange(machine, first)
    with at_work(machine, authority.trusted(), NUMBER) as work:
        work.goes_on()
        exchange(machine, second)
        work.goes_on()
        assert operator.type("reserve keys next").code == 0
        work.goes_on()
        assert [one.code for one in operator.follow(KEYS)] == [0, 0]
        work.goes_on()
        # In six minutes `retire` goes by itself; a stolen key's is not waited for.
        assert [one.code for one in operator.follow(KEYS, 1)] == [1, 0]
        work.goes_on()
    # The station was refused once, for its old token; the person was sent to renew hers.
    assert {status for _, status in work.answers} <= {200, 303, 307, 401}
    assert work.answers["/warehouse/api/v1/scans", 401] == 1
    assert work.results == {scan: ["done"] for scan in work.scanned}
    wait_until(lambda: len(moved(postgres)) >= len(work.scanned))
    traces = Counter(trace.split("-")[1] for trace in moved(postgres))
    assert traces == {scan.replace("-", ""): 1 for scan in work.scanned}


def test_a_relay_that_is_frozen_loses_its_turn_and_one_that_stands_by_sends(
    machine: Installed,
    stocked: Journey,
    roles: dict[str, Program],
    postgres: Postgres,
    operator: Operator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    frozen, moves = roles["reserve-relay@warehouse.service"], len(moved(postgres))
    standby = machine.program("standby", *machine.unit("reserve-relay@warehouse.service")["ExecStart"])
    monkeypatch.setattr("services.commands.checkup.PATIENCE", timedelta(0))
    with ExitStack() as stack:
        stack.callback(standby.end)
        frozen.freeze()
        stack.callback(frozen.thaw)
        put_away(machine, "QUAI-01")
        (seen,) = operator.follow("A relay that is stuck")
        assert "of warehouse that wait to be sent" in seen.said
        standby.start()
        wait_until(lambda: len(moved(postgres)) == moves + 1)
        frozen.thaw()
        put_away(machine, "A-01-01")
        wait_until(lambda: len(moved(postgres)) == moves + 2)
    put_away(machine, "QUAI-01")
    wait_until(lambda: len(moved(postgres)) == moves + 3)


def test_slow_bodies_are_the_proxys_and_hold_up_no_scan(machine: Installed, stocked: Journey) -> None:
    """Two hundred of them for four threads; what nginx has not whole comes to nobody."""
    trusted = ssl.create_default_context(cafile=str(machine.folder / "etc/reserve/tls/certificate.pem"))
    never = f"POST /portal/sign-in HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: 9\r\n\r\nlogin=".encode()
    with ExitStack() as stack:
        for _ in range(200):
            plain = socket.create_connection((LOOPBACK, int(machine.ports["HTTPS_PORT"])))
            stack.enter_context(trusted.wrap_socket(plain, server_hostname=NAME)).sendall(never)
        asked = time.monotonic()
        for shelf in ("A-01-01", "QUAI-01"):
            put_away(machine, shelf)
        # A thread would be held until nginx gives a body up, after 30 s.
        assert time.monotonic() - asked < 20


def test_what_fails_wakes_somebody_who_mends_it_by_the_runbook(
    overseen: Overseen, roles: dict[str, Program], operator: Operator
) -> None:
    """Minutes of `alerts.yaml` are seconds here; how long each waits is the business of `promtool test rules`."""
    worker, relay = roles["reserve-worker@portal.service"], roles["reserve-relay@warehouse.service"]
    overseen.sleeps()
    overseen.poison()
    # Wherever it lay, it is moved.
    for shelf in ("A-01-01", "QUAI-01"):
        put_away(overseen.machine, shelf)
    overseen.wakes(("ReserveEventsParked", "portal"), ("ReserveDeadLetters", "portal"))
    worker.kill()
    assert relay.end() == 0
    put_away(overseen.machine, "A-01-01")
    overseen.rush()
    overseen.wakes(
        ("ReserveProcessDown", "portal"),
        ("ReserveNoWorker", "portal"),
        ("ReserveQueueStandsStill", "portal"),
        ("ReserveQueueGrows", "portal"),
        ("ReserveNoRelay", "warehouse"),
        ("ReserveOutboxOld", "warehouse"),
    )
    overseen.cure()
    worker.start()
    relay.start()
    first, *_ = json.loads(operator.type("reserve parked list --json").said)
    typed = operator.follow("A poisonous event", ID=first["id"])
    for letter in json.loads(operator.type("reserve deadletters list --json").said):
        typed += operator.follow("A message that nobody can read", LETTER=letter["id"])
    assert [one for one in typed if one.code != 0] == []
    overseen.sleeps()


def test_every_panel_of_the_dashboard_shows_what_was_played(overseen: Overseen, stocked: Journey) -> None:
    overseen.play(stocked)
    with suppress(AssertionError):
        wait_until(lambda: not overseen.unmoved(), seconds=20, seldom=1)
    assert overseen.unmoved() == set()
    for one in overseen.panels():
        assert one.series, f"{one.panel}: no data of {one.expression}"
        assert one.numbers, f"{one.panel}: no number of {one.expression}"
        assert [each["metric"] for each in one.series if one.labels - each["metric"].keys()] == [], one.panel


def test_every_role_logs_objects_in_which_a_scan_is_found_again_and_nobody(overseen: Overseen) -> None:
    lines = logged(overseen.machine)
    assert all(lines.values())
    assert nameless(lines) == []
    assert of_persons(overseen.machine) == []
    trace = overseen.accepted.replace("-", "")
    followed = {name for name, each in lines.items() if any(trace in json.dumps(line) for line in each)}
    assert followed >= {"reserve-web@all.service", "reserve-worker@intake.service", "reserve-worker@portal.service"}


def test_containers_run_the_same_commands_and_their_questions_are_answered(
    machine: Installed, roles: dict[str, Program]
) -> None:
    services = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))["services"]
    units = {tuple(shlex.split(machine.unit(name)["ExecStart"][0])[1:]) for name in roles}
    loops = [services[f"{name}-{role}"] for name, role in product(NAMES, ("worker", "relay"))]
    assert units == {tuple(one["command"][1:]) for one in [*loops, services["operator"]]}
    with ExitStack() as stack:
        doors = {name: (services[f"{name}-web"], str(free_port())) for name in NAMES}
        for name, (one, port) in doors.items():
            program = machine.program(f"{name}-web", shlex.join(one["command"]), RESERVE_PORT=port)
            stack.callback(program.end)
            program.start()
        for name, (one, port) in doors.items():
            # To ask as the container does takes a process each time: it is done once, when somebody answers.
            wait_until(partial(door.answers, f"http://{LOOPBACK}:{port}", f"{name}/health/live"), seconds=60)
            assert machine.answers(one["healthcheck"]["test"][1:], port)
    gone, port = doors["intake"]
    assert not machine.answers(gone["healthcheck"]["test"][1:], port)
    assert all(machine.answers(one["healthcheck"]["test"][1:], "0") for one in loops)


def test_systemd_takes_the_units(machine: Installed, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    for name in machine.wanted():
        (tmp_path / name).write_text(machine.text_of(name), encoding="utf-8")
    (tmp_path / "reserve.target").write_text(machine.text_of("reserve.target"), encoding="utf-8")
    assert len(list(tmp_path.iterdir())) == 11
    if program:
        command = [program, "verify", *map(str, sorted(tmp_path.iterdir()))]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


def test_each_role_leaves_in_order_and_the_proxy_says_so_in_both_languages(
    machine: Installed, roles: dict[str, Program]
) -> None:
    processes = {name: role.process for name, role in roles.items() if role.process}
    for one in processes.values():
        one.send_signal(signal.SIGTERM)
    # Told once: an interpreter that is about to be gone hears a second signal no more as ours, and dies of it.
    assert {name: one.wait(30) for name, one in processes.items()} == dict.fromkeys(roles, 0)
    away = machine.ask("GET", "/portal/")
    assert (away.status_code, away.headers["Retry-After"]) == (502, "30")
    assert "indisponible" in away.text
    assert "unavailable" in away.text
    assert machine.type("reserve health portal worker").returncode == 1
