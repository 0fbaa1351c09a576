"""The pods of the Kubernetes manifests, run by podman as they are written, beside the servers of compose.yaml.

`tests/system/pod_file.py` says what podman 4 cannot take as it is. Of Deployments there is one pod each; what a cluster
alone does (Services, budgets, scaling, policies, resources) is not tried.
"""

from pathlib import Path

import click

from tests.manifests import build, patched, pods
from tests.system.composed import ENGINE, ROOT, SERVERS, Composed, run
from tests.system.image_saved import last_json
from tests.system.played import Played

KUBERNETES = ROOT / "deploy/kubernetes"
BACKUP = "/var/lib/reserve/backups/pods"
OPERATOR = "operator-pod-0-operator"


def pods_of_the_manifests(site: Composed) -> None:
    """The set-up ends well; then each pod lives by its own probe and may do no more than it says; one is restored."""
    if Path(ENGINE[0]).name != "podman":
        click.echo("pods: not played; podman alone plays them")
        return
    site.compose("down", "-v", "-t", "30", check=False)
    site.up((SERVERS,))
    things = build(KUBERNETES / "overlays/example")
    played = Played(site, things)
    try:
        played.run_to_its_end("setup")
        deployed = [thing["metadata"]["name"] for thing, _ in pods(things) if thing["kind"] == "Deployment"]
        # A proxy that finds no door by its name does not start.
        for name in sorted(deployed, key="proxy".__eq__):
            played.play(name)
        for name in deployed:
            played.lives(name)
        click.echo(f"pods: {len(deployed)} live, with no more rights than they ask for")
        restored(played, deployed)
    finally:
        played.end()


def restored(played: Played, deployed: list[str]) -> None:
    """A backup made at the operator, put back at one without its door while nothing else is at work."""
    run(*ENGINE, "exec", OPERATOR, "reserve", "broker", "check")
    run(*ENGINE, "exec", OPERATOR, "reserve", "backup", BACKUP)
    played.stop(deployed)
    patch = (KUBERNETES / "idle.yaml").read_text(encoding="utf-8")
    patched(played.things, {"target": {"kind": "Deployment", "name": "operator"}, "patch": patch})
    played.play("operator")
    found = last_json(run(*ENGINE, "exec", OPERATOR, "reserve", "restore", BACKUP, "--json").stdout)
    click.echo(f"pods: a backup restored at the idle operator; {found['lost']} facts lost")
