"""Pods that podman runs from manifests; their secrets are folders of this machine, their claims its volumes."""

import json
from pathlib import Path
from typing import Any

import click
import httpx
import yaml

from tests.manifests import Thing, pods
from tests.system.composed import ENGINE, NAME, Composed, run
from tests.system.pod_file import group_of, playable, secrets, settings
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
        for claim in [one for one in things if one["kind"] == "PersistentVolumeClaim"]:
            self._kube(claim)

    def play(self, name: str) -> str:
        """Start the pod of this name; its container. Volumes are given to the pod's group first, as a cluster does."""
        thing = self._thing(name)
        self._kube(
            *self._maps,
            playable(thing, self._secrets),
            options=("--start=false", "--network", f"{NETWORK}:alias={name}"),
        )
        for mount in self._inspected(name)["Mounts"]:
            if mount["Type"] == "volume":
                run("chgrp", str(group_of(thing)), mount["Source"])
                run("chmod", "g+rwxs", mount["Source"])
        run(*ENGINE, "pod", "start", self._pod(name))
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

    def stop(self, name: str) -> None:
        """It is gone; its claim is left."""
        run(*ENGINE, "pod", "rm", "-f", "-t", "30", self._pod(name))

    def end(self) -> None:
        """Nothing of them is left."""
        for name, file in self._files.items():
            run(*ENGINE, "kube", "down", str(file), check=False)
            run(*ENGINE, "volume", "rm", name, check=False)
        left = run(*ENGINE, "volume", "ls", "-q").stdout.split()
        for name in [
            one for one in left for pod, _ in pods(self.things) if one.startswith(f"{pod['metadata']['name']}-")
        ]:
            run(*ENGINE, "volume", "rm", name, check=False)

    def _lost(self, name: str, how: str) -> click.ClickException:
        log = run(*ENGINE, "logs", "--tail", "40", self._container(name), check=False)
        return click.ClickException(f"pod {name} {how}\n{log.stdout}{log.stderr}")

    def _kube(self, *things: Thing, options: tuple[str, ...] = ()) -> None:
        name = things[-1]["metadata"]["name"]
        self._files[name] = self.site.folder / f"{name}.kube.yaml"
        self._files[name].write_text(yaml.safe_dump_all(things), encoding="utf-8")
        run(*ENGINE, "kube", "play", *options, str(self._files[name]))

    def _thing(self, name: str) -> Thing:
        (thing,) = [one for one, _ in pods(self.things) if one["metadata"]["name"] == name]
        return thing

    def _pod(self, name: str) -> str:
        return name if self._thing(name)["kind"] == "Job" else f"{name}-pod-0"

    def _container(self, name: str) -> str:
        return f"{self._pod(name)}-{self._thing(name)['spec']['template']['spec']['containers'][0]['name']}"

    def _inspected(self, name: str) -> Any:
        return json.loads(run(*ENGINE, "inspect", self._container(name)).stdout)[0]

    def _address(self, name: str) -> str:
        pod = json.loads(run(*ENGINE, "pod", "inspect", self._pod(name)).stdout)
        infra = json.loads(run(*ENGINE, "inspect", pod["InfraContainerID"]).stdout)[0]
        return str(infra["NetworkSettings"]["Networks"][NETWORK]["IPAddress"])

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
