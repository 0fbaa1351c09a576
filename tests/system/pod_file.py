"""What podman 4 is told instead of what a manifest says, where it cannot take that as it is."""

from copy import deepcopy
from pathlib import Path

from services.chassis.keyfiles import NAME as TOKENS
from services.chassis.pair import make_pair
from services.chassis.run import LOG
from tests.manifests import Thing
from tests.system.composed import RELEASE, SITE, Composed, run

MAKERS = '[Panasonic]\nserial = ["[0-9][A-Z]{4}[0-9]{5}"]\n'


def playable(thing: Thing, secrets: Path) -> Thing:
    """A Deployment of one pod, or a Job's pod: podman knows no Job, and of several pods it makes one.

    It would open a container's ports on this machine, where two pods cannot both have one; it takes environment
    variables out of maps alone, keeps secrets encoded as they come, and shares an empty folder among pods.
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
    names = {one["name"]: f"{thing['metadata']['name']}-{one['name']}" for one in pod["spec"]["volumes"]}
    for one in [*box["volumeMounts"], *pod["spec"]["volumes"]]:
        one["name"] = names[one["name"]]
    for volume in pod["spec"]["volumes"]:
        if "secret" in volume:
            folder = _folder(secrets, volume["name"], volume.pop("secret"), group_of(thing))
            volume["hostPath"] = {"path": str(folder), "type": "Directory"}
    if thing["kind"] == "Job":
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": thing["metadata"]["name"]}, "spec": pod["spec"]}
    made["spec"]["replicas"] = 1
    return made


def _folder(secrets: Path, name: str, secret: Thing, group: int) -> Path:
    """What a cluster shows of a secret: the keys that are named, all where none is, for the pod's group to read."""
    folder, whole = secrets / name, secrets / secret["secretName"]
    folder.mkdir(exist_ok=True)
    items = secret.get("items") or [{"key": file.name, "path": file.name} for file in whole.iterdir()]
    for item in items:
        command = ["install", "-m", f"{secret['defaultMode']:o}", "-g", str(group)]
        run(*command, str(whole / item["key"]), str(folder / item["path"]))
    return folder


def group_of(thing: Thing) -> int:
    """The group to which a cluster gives the pod's volumes; podman does not."""
    group: int = thing["spec"]["template"]["spec"]["securityContext"]["fsGroup"]
    return group


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
