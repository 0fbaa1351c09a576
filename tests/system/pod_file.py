"""What podman 4 is told instead of what a manifest says, where it cannot take that as it is."""

from base64 import b64encode
from copy import deepcopy

from services.chassis.keyfiles import NAME as TOKENS
from services.chassis.pair import make_pair
from services.chassis.run import LOG
from tests.manifests import Thing
from tests.system.composed import RELEASE, SITE, Composed

MAKERS = '[Panasonic]\nserial = ["[0-9][A-Z]{4}[0-9]{5}"]\n'


def playable(thing: Thing) -> Thing:
    """A Deployment of one pod, or a Job's pod: podman knows no Job, and of several pods it makes one.

    It would open a container's ports on this machine, where two pods cannot both have one. It must be told whether a
    secret is optional, and takes environment variables out of maps alone.
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
    for volume in pod["spec"]["volumes"]:
        if "secret" in volume:
            volume["secret"]["optional"] = False
    if thing["kind"] == "Job":
        return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": thing["metadata"]["name"]}, "spec": pod["spec"]}
    made["spec"]["replicas"] = 1
    return made


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


def secrets(site: Composed) -> list[Thing]:
    """The keys, the proxy's certificate, and the file that a setting names."""
    keys = site.folder / "keys"
    for name in (TOKENS, LOG):
        make_pair(keys, name)
    certificate = site.authority.gives(SITE, "pods")
    return [
        _secret("reserve-keys", {file.name: file.read_bytes() for file in keys.glob("*.pem")}),
        _secret("reserve-files", {"makers.toml": MAKERS.encode()}),
        _secret("reserve-tls", {"tls.crt": certificate.chain.read_bytes(), "tls.key": certificate.key.read_bytes()}),
    ]


def _secret(name: str, files: dict[str, bytes]) -> Thing:
    data = {file: b64encode(content).decode() for file, content in files.items()}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "data": data}
