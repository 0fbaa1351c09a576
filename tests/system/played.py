"""Pods that podman runs from manifests; what they mount are folders of this machine."""

import json
from pathlib import Path
from typing import Any

import click
import httpx
import yaml

from tests.manifests import Thing, pods
from tests.system.composed import ENGINE, NAME, Composed, run
from tests.system.pod_file import playable, secrets, settings
from tests.system.waiting import wait_until

NETWORK = f"{NAME}_servers"
PATIENCE_S = 240.0
# What /proc says of a process that has no right and can gain none.
RIGHTLESS = ("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000", "NoNewPrivs:\t1")


class Played:
    """Those of one site, in the network of its servers."""

    def __init__(self, site: Composed, things: list[Thing]) -> None:
        self.site, self.things = site, things
        self._maps = [*(one for one in things if one["kind"] == "ConfigMap"), settings(site)]
        self._files: dict[str, Path] = {}
        self._secrets = secrets(site)

    def play(self, name: str) -> str:
        """Start the pod of this name; its container."""
        things = [*self._maps, playable(self._thing(name), self._secrets, self._maps)]
        file = self.site.folder / f"{name}.kube.yaml"
        file.write_text(yaml.safe_dump_all(things), encoding="utf-8")
        self._files[name] = file
        run(*ENGINE, "kube", "play", "--network", f"{NETWORK}:alias={name}", str(file))
        self._tune(name)
        return self._container(name)

    def run_to_its_end(self, name: str) -> None:
        """Raises where it ended badly."""
        container = self.play(name)
        if run(*ENGINE, "wait", container).stdout.strip() != "0":
            raise self._lost(name, "ended badly")
        click.echo(f"pod {name}: ended well")

    def lives(self, name: str) -> None:
        """Its own probe is answered well, it is who it should be, and neither it nor its image can be changed."""
        container, (box,) = self._container(name), self._thing(name)["spec"]["template"]["spec"]["containers"]
        try:
            wait_until(lambda: self._answers(name, box["livenessProbe"]), PATIENCE_S, seldom=1.0)
        except AssertionError:
            raise self._lost(name, "does not live") from None
        said = run(*ENGINE, "exec", container, "cat", "/proc/1/status", "/proc/mounts").stdout
        user = self._thing(name)["spec"]["template"]["spec"]["securityContext"]["runAsUser"]
        (root,) = [line.split()[3] for line in said.splitlines() if line.split()[1:2] == ["/"]]
        lacking = [one for one in (*RIGHTLESS, f"Uid:\t{user}\t{user}") if one not in said]
        if lacking or "ro" not in root.split(","):
            raise click.ClickException(f"pod {name} may do more than it should: {lacking or root}")

    def stop(self, names: list[str]) -> None:
        """They are gone; what they claimed is left."""
        run(*ENGINE, "pod", "rm", "-f", "-t", "30", *map(self._pod, names))

    def end(self) -> None:
        """Nothing of them is left."""
        for file in self._files.values():
            run(*ENGINE, "kube", "down", str(file), check=False)

    def _lost(self, name: str, how: str) -> click.ClickException:
        log = run(*ENGINE, "logs", "--tail", "40", self._container(name), check=False)
        return click.ClickException(f"pod {name} {how}\n{log.stdout}{log.stderr}")

    def _thing(self, name: str) -> Thing:
        (thing,) = [one for one, _ in pods(self.things) if one["metadata"]["name"] == name]
        return thing

    def _pod(self, name: str) -> str:
        return name if self._thing(name)["kind"] == "Job" else f"{name}-pod-0"

    def _container(self, name: str) -> str:
        return f"{self._pod(name)}-{self._thing(name)['spec']['template']['spec']['containers'][0]['name']}"

    def _address(self, name: str) -> str:
        return str(self._infra(name)["NetworkSettings"]["Networks"][NETWORK]["IPAddress"])

    def _infra(self, name: str) -> Any:
        pod = json.loads(run(*ENGINE, "pod", "inspect", self._pod(name)).stdout)
        return json.loads(run(*ENGINE, "inspect", pod["InfraContainerID"]).stdout)[0]

    def _tune(self, name: str) -> None:
        """What the pod's network is to allow, which podman 4 leaves out; what failed without it is started anew."""
        for one in self._thing(name)["spec"]["template"]["spec"]["securityContext"].get("sysctls", []):
            pid = str(self._infra(name)["State"]["Pid"])
            run("nsenter", "-t", pid, "-n", "sysctl", "-qw", f"{one['name']}={one['value']}")

    def _answers(self, name: str, probe: Thing) -> bool:
        if "exec" in probe:
            asked = [*ENGINE, "exec", self._container(name), *probe["exec"]["command"]]
            return run(*asked, check=False).returncode == 0
        try:
            if "httpGet" in probe:
                return httpx.get(f"http://{self._address(name)}:8020{probe['httpGet']['path']}", timeout=10).is_success
            with self.site.client(self._address(name)) as client:
                return client.get("/portal/sign-in").is_success
        except httpx.TransportError:
            return False
