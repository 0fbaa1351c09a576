"""`make image-test`: the image built and looked into, then run whole as compose.yaml says, with people at work on it.

ENGINE is docker or podman, COMPOSE how its compose is called; ports 80 and 443 of this machine must be free. Nothing is
left but the image. No part of the gate: it takes an engine, and minutes.
"""

import os
import shlex
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import yaml

from tests.system import inside_image
from tests.system.composed import ENGINE, RELEASE, ROOT, Composed, run
from tests.system.image_certificate import another_certificate
from tests.system.image_pods import pods_of_the_manifests
from tests.system.image_saved import saved_and_restored


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
    services = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))["services"]
    major = services["postgres"]["image"].rpartition(":")[2]
    done = run(*ENGINE, "run", *least, image, "python", "-c", script, major)
    click.echo(f"inside: {done.stdout.strip()}")


def shows_itself(site: Composed) -> None:
    """The sign-in page, through the proxy, over TLS that is verified."""
    with site.client() as client:
        answer = client.get("/portal/sign-in")
    answer.raise_for_status()
    click.echo(f"proxy: {answer.status_code}, HSTS {answer.headers['Strict-Transport-Security']}")


def checks_its_broker(site: Composed) -> None:
    """The broker is as the set-up declared it."""
    click.echo(site.operate("reserve", "broker", "check"))


STEPS: tuple[Callable[[Composed], None], ...] = (
    Composed.up,
    shows_itself,
    checks_its_broker,
    another_certificate,
    saved_and_restored,
    pods_of_the_manifests,
)


@click.command()
def image_test() -> None:
    """Build, look, run, play, put away."""
    begun = time.monotonic()
    look_into(built())
    with tempfile.TemporaryDirectory() as folder:
        site = Composed(Path(folder))
        try:
            for step in STEPS:
                step(site)
                click.echo(f"{time.monotonic() - begun:.0f} s: {step.__name__}")
        finally:
            site.compose("down", "-v", "-t", "30", check=False)


if __name__ == "__main__":
    image_test()
