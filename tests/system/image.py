"""`make image-test`: the image built and looked into, then run whole as compose.yaml says, with people at work on it.

ENGINE is docker or podman, COMPOSE how its compose is called; ports 80 and 443 of this machine must be free. Nothing is
left but the image. No part of the gate: it takes an engine, and minutes.
"""

import os
import shlex
import shutil
import ssl
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import click
import httpx
import yaml

from tests.system import inside_image
from tests.system.waiting import wait_until

ROOT = Path(__file__).parents[2]
NAME, RELEASE, SITE = "reserve-image-test", "image-test", "reserve.example.org"
ENGINE = shlex.split(os.environ.get("ENGINE", "docker"))
COMPOSE = shlex.split(os.environ.get("COMPOSE", "docker compose"))
# In this order, each alone: podman-compose does not wait for what a service says it waits for, and podman 4 starts
# nothing that needs what has ended.
STEPS: tuple[list[str], ...] = (["postgres", "rabbitmq"], ["setup"], [])
PATIENCE_S = 300.0


def run(*command: str, folder: Path = ROOT, check: bool = True) -> subprocess.CompletedProcess[str]:
    """What the command said; where it may not fail, it ends the whole."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if check and done.returncode:
        raise click.ClickException(f"{shlex.join(command)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done


def built() -> str:
    """The image made from this tree; its name."""
    image = f"reserve:{RELEASE}"
    run(*ENGINE, "build", *shlex.split(os.environ.get("BUILD", "")), "-f", "deploy/Containerfile", "-t", image, ".")
    size = int(run(*ENGINE, "image", "inspect", "-f", "{{.Size}}", image).stdout) / 1e6
    click.echo(f"built: {size:.0f} MB with the image that it stands on")
    return image


def look_into(image: str) -> None:
    """What the image may be, asked by itself under the rights that compose gives it."""
    least = ["--rm", "-i", "--network", "none", "--read-only", "--cap-drop", "ALL", "--tmpfs", "/tmp"]
    script = Path(inside_image.__file__).read_text(encoding="utf-8")
    done = run(*ENGINE, "run", *least, image, "python", "-c", script)
    click.echo(f"inside: {done.stdout.strip()}")


class Composed:
    """compose.yaml in a folder of its own, with the settings that the guide has its reader make."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "deploy"
        shutil.copytree(ROOT / "deploy", self.folder)
        shutil.copy(self.folder / "env.example", self.folder / "reserve.env")
        password = run("openssl", "rand", "-hex", "24").stdout.strip()
        (self.folder / ".env").write_text(f"SITE={SITE}\nPASSWORD={password}\nRELEASE={RELEASE}\n", encoding="utf-8")
        self.certificate = self.folder / "tls/certificate.pem"
        self.certificate.parent.mkdir()
        wanted = f"-x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={SITE}"
        files = ["-keyout", str(self.certificate.with_name("key.pem")), "-out", str(self.certificate)]
        run("openssl", "req", *wanted.split(), "-addext", f"subjectAltName=DNS:{SITE}", *files)
        self.services = yaml.safe_load((self.folder / "compose.yaml").read_text(encoding="utf-8"))["services"]

    def compose(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return run(*COMPOSE, "-p", NAME, *arguments, folder=self.folder, check=check)

    def container(self, service: str) -> str:
        labels = {"project": NAME, "service": service}
        filters = [
            part for key, one in labels.items() for part in ("--filter", f"label=com.docker.compose.{key}={one}")
        ]
        return run(*ENGINE, "ps", "-aq", *filters).stdout.split()[0]

    def up(self) -> None:
        """Servers, then the set-up, then all that is left; each well before the next."""
        for names in STEPS:
            names = names or [one for one in self.services if one not in {"postgres", "rabbitmq", "setup"}]
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
        return self.compose("exec", "-T", "operator", *command).stdout.strip()

    def shows_itself(self) -> None:
        """The sign-in page, through the proxy, over TLS that is verified."""
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        with httpx.Client(verify=trusted, timeout=60) as client:
            named = {"headers": {"Host": SITE}, "extensions": {"sni_hostname": SITE}}
            answer = client.get("https://127.0.0.1/portal/sign-in", **named)  # type: ignore[arg-type]
        answer.raise_for_status()
        click.echo(f"proxy: {answer.status_code}, HSTS {answer.headers['Strict-Transport-Security']}")


@click.command()
def image_test() -> None:
    """Build, look, run, play, put away."""
    look_into(built())
    with tempfile.TemporaryDirectory() as folder:
        site = Composed(Path(folder))
        try:
            site.up()
            site.shows_itself()
            click.echo(site.operate("reserve", "broker", "check"))
            click.echo(site.operate("reserve", "play", "surge", "--part", "100", "--exit", "--json"))
        finally:
            site.compose("down", "-v", "-t", "30", check=False)


if __name__ == "__main__":
    image_test()
