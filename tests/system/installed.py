"""An installation as `deploy/install.sh` makes it, under a folder; its units' own commands started as systemd would."""

import os
import re
import shlex
import ssl
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

from services.chassis.run import keys
from services.chassis.settings import Settings, from_environment
from services.contracts.roles import Person, Role
from services.contracts.values import BoardCode
from tests.servers.postgres import Postgres
from tests.servers.process import LOOPBACK, Program, free_port
from tests.servers.rabbitmq import PROGRAMS, RabbitMQ
from tests.system import door

ROOT = Path(__file__).parents[2]
NAME = "reserve.example.org"


class Installed:
    """The installation under `folder`. `settings` and `call` make it a site on which tests play."""

    def __init__(self, folder: Path, postgres: Postgres, rabbitmq: RabbitMQ) -> None:
        self.folder = folder
        self.ports = {name: str(free_port()) for name in ("HTTP_PORT", "HTTPS_PORT", "DOOR_PORT")}
        self._control = _control(folder, rabbitmq)
        self._seams = {
            "PREFIX": str(folder),
            # Looked up, not resolved: a venv is told by its own path.
            "ENVIRONMENT": os.path.abspath(ROOT / ".venv"),  # noqa: PTH100
            "DATABASE_AT": f"{LOOPBACK}:{postgres.port}",
            "BROKER_AT": f"{LOOPBACK}:{rabbitmq.port}",
            "PSQL": f"{postgres.binaries}/psql -h {LOOPBACK} -p {postgres.port} -U reserve",
            "RABBITMQCTL": str(self._control),
        }

    def type(self, script: str) -> subprocess.CompletedProcess[str]:
        """What a person types at the machine's shell, in the folder of the release."""
        path = f"{self.folder}/usr/local/bin:{os.environ['PATH']}"
        environment = os.environ | self._seams | self.ports | {"PATH": path, "RESERVE_LANG": "en"} | self.release
        command = ["sh", "-euc", script]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False
        )

    def give(self, name: str, command: Sequence[str]) -> None:
        """A command of the machine by its own name, as the machine's administrator types it."""
        _script(self.folder / "usr/local/bin" / name, shlex.join(command))

    @property
    def release(self) -> dict[str, str]:
        """The tests' environment knows the code under test; what is installed is a copy of it."""
        return {"PYTHONPATH": str(self.folder / "opt/reserve")}

    @property
    def environment(self) -> dict[str, str]:
        """What the units' environment file says."""
        lines = (self.folder / "etc/reserve/reserve.env").read_text(encoding="utf-8").splitlines()
        return dict(shlex.split(line)[0].split("=", 1) for line in lines if line and not line.startswith("#"))

    @property
    def settings(self) -> Settings:
        return from_environment(self.environment)

    def text_of(self, unit: str) -> str:
        """A unit as it was installed; of an instance its template, with the instance put in."""
        template, instance = re.sub(r"@[^.]+", "@", unit), (re.findall(r"@([^.]+)", unit) or [""])[0]
        text = (self.folder / "etc/systemd/system" / template).read_text(encoding="utf-8")
        return text.replace("%i", instance)

    def unit(self, name: str) -> dict[str, list[str]]:
        """What a unit says, by key."""
        said: dict[str, list[str]] = {}
        for line in self.text_of(name).splitlines():
            if "=" in line and not line.startswith("#"):
                key, value = line.split("=", 1)
                said.setdefault(key, []).append(value)
        return said

    def wanted(self) -> list[str]:
        """The units that the target starts."""
        return " ".join(self.unit("reserve.target")["Wants"]).split()

    def program(self, name: str, command: str, **other: str) -> Program:
        """A command as written, with the installation's environment and nothing of ours."""
        path = f"{self.folder}/opt/reserve/.venv/bin:{os.environ['PATH']}"
        environment = {"PATH": path} | self.environment | self.release | other
        return Program(shlex.split(command), self.folder / f"{name}.log", environment)

    def answers(self, probe: list[str], port: str) -> bool:
        """Whether a container's question, as written but for its folder and port, is answered well here."""
        asked = shlex.join(probe).replace("/var/lib/reserve", str(self.settings.var)).replace(":8020/", f":{port}/")
        program = self.program("probe", asked)
        program.start()
        return program.process is not None and program.process.wait(30) == 0

    def call(self, role: Role, method: str, path: str, board: str | None = None, **request: Any) -> httpx.Response:
        """Through the proxy, over TLS, as any role with a token of its own."""
        person = Person(f"u-{role.value}", role, BoardCode(board) if board else None, csrf="c")
        headers = {"Authorization": f"Bearer {keys(self.settings).sign(person)}", **request.pop("headers", {})}
        return self.ask(method, path, headers=headers, **request)

    def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None, **request: Any) -> httpx.Response:
        """Through the proxy, over TLS that is verified, by the site's name."""
        trusted = ssl.create_default_context(cafile=str(self.folder / "etc/reserve/tls/certificate.pem"))
        named = {"Host": NAME, **(headers or {})}
        with httpx.Client(verify=trusted, timeout=60) as client:
            url = f"https://{LOOPBACK}:{self.ports['HTTPS_PORT']}{path}"
            return client.request(method, url, headers=named, extensions={"sni_hostname": NAME}, **request)

    def plain(self, path: str) -> httpx.Response:
        """Without TLS, as somebody does who types the name alone."""
        return door.get(f"http://{LOOPBACK}:{self.ports['HTTP_PORT']}{path}", headers={"Host": NAME})

    def url(self, path: str) -> str:
        """The address as people know it."""
        return f"https://{NAME}:{self.ports['HTTPS_PORT']}{path}"

    def state(self) -> dict[str, tuple[int, int, bytes]]:
        """Every file that the script made: mode, time of change, content."""
        found = {}
        for file in sorted(self.folder.rglob("*")):
            if file.is_file() and not file.is_symlink() and file.suffix not in {".log", ".pyc"}:
                about = file.stat()
                found[str(file)] = (about.st_mode, about.st_mtime_ns, file.read_bytes())
        return found


def _control(folder: Path, rabbitmq: RabbitMQ) -> Path:
    """`rabbitmqctl` of the tests' own node, by one name."""
    surroundings = shlex.join(f"{name}={value}" for name, value in rabbitmq.environment.items())
    return _script(folder / "rabbitmqctl", f"env -i {surroundings} {PROGRAMS / 'rabbitmqctl'} -n {rabbitmq.node}")


def _script(file: Path, command: str) -> Path:
    """A file that runs the command with what it is given."""
    file.write_text(f'#!/bin/sh\nexec {command} "$@"\n', encoding="utf-8")
    file.chmod(0o755)
    return file
