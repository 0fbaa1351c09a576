"""compose.yaml in a folder of its own, with the settings that the guide has its reader make, under an engine."""

import os
import shlex
import shutil
import ssl
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import click
import httpx
import yaml

from tests.servers.authority import Authority, Certificate
from tests.system.waiting import wait_until

ROOT = Path(__file__).parents[2]
NAME, RELEASE, SITE = "reserve-image-test", "image-test", "reserve.example.org"
ENGINE = shlex.split(os.environ.get("ENGINE", "docker"))
COMPOSE = shlex.split(os.environ.get("COMPOSE", "docker compose"))
SERVERS = ["postgres", "rabbitmq"]
# In this order, each alone: podman-compose does not wait for what a service says it waits for, and podman 4 starts
# nothing that needs what has ended.
STEPS: tuple[list[str], ...] = (SERVERS, ["setup"], [])
PATIENCE_S = 300.0


def run(*command: str, folder: Path = ROOT, check: bool = True) -> subprocess.CompletedProcess[str]:
    """What the command said; where it may not fail, it ends the whole."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise click.ClickException(f"{shlex.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Composed:
    """The site. Its certificates are its own authority's, which whoever calls it trusts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "deploy"
        shutil.copytree(ROOT / "deploy", self.folder)
        shutil.copy(self.folder / "env.example", self.folder / "reserve.env")
        password = run("openssl", "rand", "-hex", "24").stdout.strip()
        (self.folder / ".env").write_text(f"SITE={SITE}\nPASSWORD={password}\nRELEASE={RELEASE}\n", encoding="utf-8")
        (folder / "authority").mkdir()
        self.authority = Authority(folder / "authority")
        (self.folder / "tls").mkdir()
        self.shows(self.authority.gives(SITE, "first"))
        self.services = yaml.safe_load((self.folder / "compose.yaml").read_text(encoding="utf-8"))["services"]

    def shows(self, certificate: Certificate) -> None:
        """These two files are the ones that the proxy reads when it next reads any."""
        for file, name, mode in ((certificate.chain, "certificate.pem", "644"), (certificate.key, "key.pem", "600")):
            run("install", "-m", mode, str(file), str(self.folder / "tls" / name))

    def compose(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return run(*COMPOSE, "-p", NAME, *arguments, folder=self.folder, check=check)

    def container(self, service: str) -> str:
        labels = {"project": NAME, "service": service}
        filters = [
            part for key, one in labels.items() for part in ("--filter", f"label=com.docker.compose.{key}={one}")
        ]
        return run(*ENGINE, "ps", "-aq", *filters).stdout.split()[0]

    def up(self, steps: tuple[list[str], ...] = STEPS) -> None:
        """Servers, then the set-up, then all that is left; each well before the next."""
        for names in steps:
            names = names or [one for one in self.services if one not in {*SERVERS, "setup"}]
            self.compose("up", "-d", "--no-deps", *names)
            for name in names:
                self.comes_well(name)

    def comes_well(self, service: str) -> None:
        """Its own question, as compose.yaml writes it, is answered well; of the set-up, that it ended so."""
        container, begun = self.container(service), time.monotonic()
        if service == "setup":
            well = run(*ENGINE, "wait", container).stdout.strip() == "0"
        else:
            asked = [*ENGINE, "exec", container, *self.services[service]["healthcheck"]["test"][1:]]
            well = False
            with suppress(AssertionError):
                well = wait_until(lambda: run(*asked, check=False).returncode == 0, PATIENCE_S, seldom=1.0)
        if not well:
            log = run(*ENGINE, "logs", "--tail", "40", container, check=False)
            raise click.ClickException(f"{service} is not well\n{log.stdout}{log.stderr}")
        click.echo(f"{service}: well after {time.monotonic() - begun:.0f} s")

    def operate(self, *command: str) -> str:
        """What is typed at `operator`."""
        return self.within("operator", *command)

    def within(self, service: str, *command: str) -> str:
        """What is typed in the container of a service."""
        return self.compose("exec", "-T", service, *command).stdout.strip()

    def client(self, address: str = "127.0.0.1") -> httpx.Client:
        """Speaks to the proxy at this address by the site's name, over TLS that is verified."""

        def by_name(request: httpx.Request) -> None:
            request.extensions["sni_hostname"] = SITE

        trusted: ssl.SSLContext = self.authority.trusted()
        hooks = {"request": [by_name]}
        return httpx.Client(
            base_url=f"https://{address}", headers={"Host": SITE}, verify=trusted, timeout=60, event_hooks=hooks
        )
