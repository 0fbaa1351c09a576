"""What is done to an installed reserve, and seen of it: started, its one device moved, its certificate exchanged."""

import json
import select
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import product
from pathlib import Path

from services.chassis.alive import sign_of, silence
from services.contracts.roles import Role
from services.named import NAMES
from tests.servers import nginx as nginx_server
from tests.servers.authority import Certificate
from tests.servers.postgres import Postgres
from tests.servers.process import LOOPBACK, Program
from tests.system import door, runbook
from tests.system.installed import Installed
from tests.system.waiting import wait_until


@contextmanager
def started(machine: Installed) -> Iterator[dict[str, Program]]:
    """What the target names, as written, by unit; each told whoever started it that it is ready."""
    with ExitStack() as stack:
        programs: dict[str, Program] = {}
        listening = {name: stack.enter_context(_listener(machine.folder / name)) for name in machine.wanted()}
        for name in machine.wanted():
            (command,) = machine.unit(name)["ExecStart"]
            programs[name] = machine.program(name, command, NOTIFY_SOCKET=str(machine.folder / name))
            programs[name].start()
            stack.callback(programs[name].kill)
        assert programs.pop("reserve-setup.service").process.wait(120) == 0  # type: ignore[union-attr]
        wait_until(partial(door.answers, f"http://{LOOPBACK}:{machine.ports['DOOR_PORT']}"), seconds=120)
        wait_until(lambda: machine.ask("GET", "/portal/public").status_code == 200)
        signs = [sign_of(machine.settings.var, *pair) for pair in product(NAMES, ("worker", "relay"))]
        wait_until(lambda: all(silence(sign) is not None for sign in signs), seconds=120)
        heard = {name for name, line in listening.items() if b"READY=1" in (line.recv(100) if _pending(line) else b"")}
        assert heard == {name for name in programs if machine.unit(name)["Type"] == ["notify"]}
        yield programs


def _listener(path: Path) -> socket.socket:
    """Where systemd would listen to a unit."""
    line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    line.bind(str(path))
    return line


def _pending(line: socket.socket) -> bool:
    """Whether somebody has said something."""
    return bool(select.select([line], [], [], 0)[0])


def moved(postgres: Postgres) -> list[str]:
    """The trace of each move that the portal heard of."""
    asked = "SELECT convert_from(body, 'UTF8') FROM log WHERE what = 'device.moved'"
    return [json.loads(str(body)).get("traceparent", "") for (body,) in postgres.ask(asked, database="reserve_portal")]


def put_away(machine: Installed, shelf: str) -> None:
    """The one device is put there."""
    device = machine.call(Role.WAREHOUSE, "GET", "/warehouse/api/v1/devices").json()["items"][0]["id"]
    body = {"devices": [device], "location": shelf}
    answer = machine.call(Role.WAREHOUSE, "POST", "/warehouse/api/v1/put-away", json=body)
    assert answer.is_success, answer.text


def exchange(machine: Installed, by: Certificate) -> None:
    """The runbook's own lines, with this machine's folder before its paths; then the new one alone is shown."""
    lines = "\n".join(runbook.blocks(runbook.PAGES[0])["Another certificate"][0])
    names = {"CHAIN": by.chain, "KEY": by.key, "/etc/reserve": machine.folder / "etc/reserve"}
    for name, path in names.items():
        lines = lines.replace(name, str(path))
    done = machine.type(lines)
    assert done.returncode == 0, done.stderr
    # Nginx's old worker may take a connection while the new one does already; then it is gone.
    wait_until(lambda: shown(machine) == by.shown and len(nginx_server.workers(machine.folder / "nginx")) == 1)


def shown(machine: Installed) -> bytes:
    """The certificate that a new connection is shown."""
    return ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate((LOOPBACK, int(machine.ports["HTTPS_PORT"]))))
