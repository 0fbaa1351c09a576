"""What podman 4 is told instead of what a manifest says, where it cannot take that as it is."""

from copy import deepcopy
from pathlib import Path

from services.chassis.keyfiles import NAME as TOKENS
from services.chassis.pair import make_pair
from services.chassis.run import LOG
from tests.manifests import Thing
from tests.system.composed import RELEASE, SITE, Composed
from tests.system.pod_folders import Shown

MAKERS = '[Panasonic]\nserial = ["[0-9][A-Z]{4}[0-9]{5}"]\n'


def playable(thing: Thing, shown: Path, maps: list[Thing]) -> Thing:
    """A Deployment of one pod, or a Job's pod: podman knows no Job, and of several pods it makes one.

    It would open a container's ports on this machine, where two pods cannot both have one; it takes environment
    variables out of maps alone, and of what a pod mounts knows no part, no group and no secret's encoding.
    """
    made = deepcopy(thing)
    pod = made["spec"]["template"]
    (box,) = pod["spec"]["containers"]
    if "nginx" not in box["image"]:
        box["image"] = f"localhost/reserve:{RELEASE}"
    box.pop("ports", None)
    for one in box.get("envFrom", []):
        if "secretRef" in one:
            one["configMapRef"] = one.pop("secretRef")
    mounted(pod["spec"], box, Shown(shown, thing, maps))
    if thing["kind"] == "Job":
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": thing["metadata"]["name"]}, "spec": pod["spec"]}
    made["spec"]["replicas"] = 1
    return made


def mounted(spec: Thing, box: Thing, shown: Shown) -> None:
    """Every mount is a folder or a file of this machine."""
    folders = {volume["name"]: shown.folder(volume) for volume in spec["volumes"]}
    spec["volumes"] = []
    for number, mount in enumerate(box["volumeMounts"]):
        place = shown.part(folders[mount["name"]], mount.pop("subPath", ""))
        mount["name"] = f"mount-{number}"
        kind = "Directory" if place.is_dir() else "File"
        spec["volumes"].append({"name": mount["name"], "hostPath": {"path": str(place), "type": kind}})


def settings(site: Composed) -> Thing:
    """What the guide makes a secret: addresses of compose.yaml's servers, the metrics' key, and a file's setting."""
    password = (site.folder / ".env").read_text(encoding="utf-8").split("PASSWORD=")[1].split()[0]
    told = {
        "RESERVE_DATABASE": f"postgresql://reserve_{{service}}:{password}@postgres:5432/reserve_{{service}}",
        "RESERVE_BROKER": f"amqp://reserve:{password}@rabbitmq:5672/reserve",
        "RESERVE_METRICS_TOKEN": password,
        "RESERVE_MAKERS": "/etc/reserve/makers.toml",
    }
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "reserve-settings"}, "data": told}


def secrets(site: Composed) -> Path:
    """A folder with one for each secret: the keys, the proxy's certificate, and the file that a setting names."""
    folder = site.folder / "secrets"
    keys, certificate = folder / "reserve-keys", site.authority.gives(SITE, "pods")
    for name in (TOKENS, LOG):
        make_pair(keys, name)
    for name, files in {
        "reserve-files": {"makers.toml": MAKERS.encode()},
        "reserve-tls": {"tls.crt": certificate.chain.read_bytes(), "tls.key": certificate.key.read_bytes()},
    }.items():
        (folder / name).mkdir()
        for file, content in files.items():
            (folder / name / file).write_bytes(content)
    return folder
