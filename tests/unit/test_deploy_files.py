"""What is installed by hand or by machine says the same: settings, units, image, containers, manifests."""

import re
import shutil
import subprocess
from itertools import product
from pathlib import Path
from typing import Any

import compose_spec
import kubernetes_validate
import pytest
import yaml

from services.chassis.alive import sign_of
from services.chassis.keyfiles import NEXT_PRIVATE, NEXT_PUBLIC, OLD_PUBLIC, PRIVATE, PUBLIC
from services.chassis.settings import from_environment
from services.named import NAMES
from tests.manifests import Thing, build, patched, pods, without_hashes

ROOT = Path(__file__).parents[2]
# Settings that name a file of the installation, and where such files are in every container.
FILES = ("RESERVE_LEAKED_PASSWORDS", "RESERVE_MAKERS", "RESERVE_OIDC")
FILES_LIE_IN = "/etc/reserve"
DEPLOY = ROOT / "deploy"
EXAMPLE = DEPLOY / "kubernetes/overlays/example"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
GUIDE = "docs/en/install.md"
VAR = Path("/var/lib/reserve")
ROLES = {(name, role) for name, role in product(NAMES, ("web", "worker", "relay"))}
KUBERNETES = ("1.27", "1.31", "1.37")


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def settings_of(page: str) -> set[str]:
    return set(re.findall(r"RESERVE_[A-Z0-9_]+", text(page)))


@pytest.fixture(scope="module")
def compose() -> Thing:
    """The file with its anchors and variables put in."""
    filled = re.sub(r"\$\{[A-Z]+(?::-([^}]*)|:\?)?\}", lambda found: found[1] or "example", text("deploy/compose.yaml"))
    whole: Thing = yaml.safe_load(filled)
    return {key: value for key, value in whole.items() if not key.startswith("x-")}


@pytest.fixture(scope="module")
def ours(compose: Thing) -> dict[str, Thing]:
    """The services that run our image."""
    return {name: one for name, one in compose["services"].items() if one["image"].startswith("reserve:")}


@pytest.fixture(scope="module")
def things() -> list[Thing]:
    return build(EXAMPLE)


def test_the_example_of_settings_names_all_that_are_read_and_both_guides_tell_of_each() -> None:
    read = settings_of("services/chassis/settings.py")
    example = set(re.findall(r"^#?(RESERVE_[A-Z0-9_]+)='.*'$", text("deploy/env.example"), re.MULTILINE))
    assert example == read
    for guide in ("docs/en/operating.md", "docs/fr/exploiter.md"):
        assert settings_of(guide) == read


def test_the_example_is_right_as_it_is_and_with_all_that_is_commented_out() -> None:
    lines = re.findall(r"^#?(RESERVE_[A-Z0-9_]+)='(.*)'$", text("deploy/env.example"), re.MULTILINE)
    values = {name: value for name, value in lines if name not in FILES}
    assert from_environment(values).on_servers
    assert not [line for line in text("deploy/env.example").splitlines() if line and line[0] not in "#R"]


def test_every_unit_may_do_as_little_as_the_others() -> None:
    hardening = {unit.read_text(encoding="utf-8").partition("# What it may not do")[2] for unit in UNITS}
    assert len(hardening) == 1
    assert {"NoNewPrivileges=yes", "ProtectSystem=strict", "CapabilityBoundingSet="} <= set(hardening.pop().split("\n"))
    for unit in UNITS:
        said = unit.read_text(encoding="utf-8").splitlines()
        assert {"User=reserve", "EnvironmentFile=/etc/reserve/reserve.env", "UMask=0077"} <= set(said)
        assert not [line for line in said if line.startswith("Environment=")]


def test_the_target_starts_the_set_up_one_door_and_each_worker_and_relay_once() -> None:
    wanted = " ".join(re.findall(r"^Wants=(.*)$", text("deploy/systemd/reserve.target"), re.MULTILINE)).split()
    loops = [f"reserve-{role}@{name}.service" for name, role in ROLES if role != "web"]
    assert sorted(wanted) == sorted(["reserve-setup.service", "reserve-web@all.service", *loops])


def test_compose_is_compose(compose: Thing) -> None:
    found = compose_spec.PyCompose.from_yaml(yaml.safe_dump(compose))
    assert len(found.service_names()) == len(compose["services"])
    with pytest.raises(ValueError, match="interval"):
        compose_spec.PyCompose.from_yaml("services: {a: {image: b, healthcheck: {interval: soon}}}")


def test_compose_runs_every_role_once_and_asks_it_whether_it_lives(ours: dict[str, Thing]) -> None:
    assert {tuple(one["command"][2:]) for one in ours.values() if one["command"][1] == "run"} == ROLES | {
        ("all", "web")
    }
    for name, role in ROLES:
        one = ours[f"{name}-{role}"]
        assert one["command"] == ["reserve", "run", name, role]
        assert one["healthcheck"]["test"] == ["CMD", "python", "-m", "services.chassis.probe", asked(name, role)]
        assert one["depends_on"] == {"setup": {"condition": "service_completed_successfully"}}


def asked(name: str, role: str) -> str:
    return f"http://127.0.0.1:8020/{name}/health/live" if role == "web" else str(sign_of(VAR, name, role))


def test_no_container_of_ours_may_write_or_holds_a_right(ours: dict[str, Thing]) -> None:
    for name, one in ours.items():
        assert one["read_only"]
        assert one["cap_drop"] == ["ALL"]
        assert one["security_opt"] == ["no-new-privileges:true"]
        writes = ["backups:/var/lib/reserve/backups", "lost:/var/lib/reserve/lost"]
        keys = f"keys:/var/lib/reserve/keys{'' if name == 'setup' else ':ro'}"
        assert one["volumes"] == [keys, f"./etc:{FILES_LIE_IN}:ro", *(writes if name in {"setup", "operator"} else [])]
        of_one_machine = {
            "RESERVE_DATABASE",
            "RESERVE_BROKER",
            "RESERVE_VAR",
            "RESERVE_HOST",
            "RESERVE_PORT",
            "RESERVE_HTTPS",
            "RESERVE_PROXIES",
            "RESERVE_METRICS_ADDRESS",
        }
        assert set(one["environment"]) == of_one_machine


def test_a_file_that_a_setting_names_lies_where_every_container_and_every_pod_of_ours_reads(
    things: list[Thing],
) -> None:
    files = re.findall(r"/etc/[\w./-]+", text("deploy/env.example"))
    by_setting = dict(re.findall(r"^#?(RESERVE_[A-Z0-9_]+)='(/[^']*)'$", text("deploy/env.example"), re.MULTILINE))
    assert set(by_setting) == {*FILES, "RESERVE_VAR"}
    assert all(file.startswith(f"{FILES_LIE_IN}/") for file in files)
    assert (DEPLOY / "etc/README.md").is_file()
    for thing, pod in pods(things):
        (box,) = pod["spec"]["containers"]
        if box["image"].startswith("nginx"):
            continue
        (mount,) = [one for one in box["volumeMounts"] if one["mountPath"] == FILES_LIE_IN]
        (volume,) = [one for one in pod["spec"]["volumes"] if one["name"] == mount["name"]]
        assert mount["readOnly"], named(thing)
        assert volume["secret"] == {"secretName": "reserve-files", "defaultMode": 0o440, "optional": True}


def test_backups_lie_on_a_volume_that_the_operator_alone_has(things: list[Thing]) -> None:
    (claim,) = [one["metadata"]["name"] for one in things if one["kind"] == "PersistentVolumeClaim"]
    holds = {
        thing["metadata"]["name"]: {one["mountPath"] for one in box["volumeMounts"] if one["name"] == volume["name"]}
        for thing, pod in pods(things)
        for volume in pod["spec"]["volumes"]
        for box in pod["spec"]["containers"]
        if volume.get("persistentVolumeClaim") == {"claimName": claim}
    }
    assert holds == {"operator": {str(VAR / "backups"), str(VAR / "lost")}}
    # One that is to make way for the next lets go of its volume first.
    assert [one["spec"]["strategy"] for one in things if named(one) == ("Deployment", "operator")] == [
        {"type": "Recreate"}
    ]


def test_the_idle_operator_of_a_restore_has_no_door_and_is_left_alone() -> None:
    (operator,) = [one for one in build(EXAMPLE) if named(one) == ("Deployment", "operator")]
    patch = text("deploy/kubernetes/idle.yaml")
    patched([operator], {"target": {"kind": "Deployment", "name": "operator"}, "patch": patch})
    (box,) = operator["spec"]["template"]["spec"]["containers"]
    assert box["command"] == ["sleep", "infinity"]
    assert {str(box[probe]) for probe in box if probe.endswith("Probe")} == {"{'exec': {'command': ['true']}}"}
    kubernetes_validate.validate(operator, KUBERNETES[1], strict=True)


def test_the_image_saves_the_server_that_compose_starts(compose: Thing) -> None:
    (major,) = re.findall(r"^ARG POSTGRES=(\d+)$", text("deploy/Containerfile"), re.MULTILINE)
    assert compose["services"]["postgres"]["image"] == f"postgres:{major}"


def test_images_are_named_by_tag_and_none_by_a_digest_that_nobody_fetched() -> None:
    files = (path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc")
    everything = "".join(path.read_text(encoding="utf-8") for path in files)
    assert "@sha256" not in everything
    assert not re.findall(r"(?:image|FROM):? \S+:latest", everything)


def test_the_image_is_made_in_two_stages_is_not_root_and_holds_no_secret() -> None:
    said = text("deploy/Containerfile")
    assert len(re.findall(r"^FROM ", said, re.MULTILINE)) == 2
    assert "USER 10001:10001" in said
    assert 'CMD ["python", "-m", "services.chassis.probe", "http://127.0.0.1:8020/portal/health/live"]' in said
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", said, re.MULTILINE)
    assert all((ROOT / name).exists() for line in copied for name in line.split())
    let = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    assert let == {name for line in copied for name in line.split()}
    assert set(re.findall(r"RESERVE_[A-Z]+", said)) == {
        "RESERVE_VAR",
        "RESERVE_HOST",
        "RESERVE_PORT",
        "RESERVE_PROXIES",
        "RESERVE_HTTPS",
    }


@pytest.mark.parametrize("version", KUBERNETES)
def test_every_manifest_is_what_kubernetes_knows(things: list[Thing], version: str) -> None:
    # Of each kind one is enough for other versions: the four services' are the same but for names.
    chosen = things if version == KUBERNETES[1] else list({thing["kind"]: thing for thing in things}.values())
    for thing in chosen:
        kubernetes_validate.validate(thing, version, strict=True)


def test_our_own_kustomize_builds_what_kustomize_builds(things: list[Thing]) -> None:
    program = shutil.which("kubectl")
    if program is None:
        assert things
        return
    done = subprocess.run([program, "kustomize", str(EXAMPLE)], capture_output=True, text=True, check=True)
    built = yaml.safe_load_all(without_hashes(done.stdout, ["reserve-nginx", "reserve-options"]))
    assert {named(one): one for one in built} == {named(one): one for one in things}


def named(thing: Thing) -> tuple[str, str]:
    return thing["kind"], thing["metadata"]["name"]


def test_the_manifests_run_every_role_two_of_each_loop_and_ask_it_whether_it_lives(things: list[Thing]) -> None:
    found = {named(thing): pod["spec"] for thing, pod in pods(things)}
    for name, role in ROLES:
        (box,) = found["Deployment", f"{name}-{role}"]["containers"]
        assert box["command"] == ["reserve", "run", name, role]
        probe = box["livenessProbe"]
        if role == "web":
            assert f"http://127.0.0.1:8020{probe['httpGet']['path']}" == asked(name, role)
            assert box["readinessProbe"]["httpGet"]["path"] == f"/{name}/health/ready"
        else:
            assert probe["exec"]["command"] == ["python", "-m", "services.chassis.probe", asked(name, role)]
            assert box["startupProbe"]["exec"] == probe["exec"]
    replicas = {
        thing["metadata"]["name"]: thing["spec"].get("replicas") for thing in things if thing["kind"] == "Deployment"
    }
    assert {replicas[f"{name}-{role}"] for name, role in ROLES if role != "web"} == {2}
    scaled = {one["spec"]["scaleTargetRef"]["name"] for one in things if one["kind"] == "HorizontalPodAutoscaler"}
    assert scaled == {f"{name}-web" for name in NAMES}


def test_what_selects_pods_selects_those_of_its_own_name_alone(things: list[Thing]) -> None:
    labels = {thing["metadata"]["name"]: pod["metadata"]["labels"] for thing, pod in pods(things)}
    kinds = {"Service", "PodDisruptionBudget", "Deployment"}
    for thing in [one for one in things if one["kind"] in kinds]:
        selector: dict[str, Any] = thing["spec"]["selector"]
        wanted = selector.get("matchLabels", selector).items()
        hit = [name for name, its in labels.items() if wanted <= its.items()]
        assert hit == [thing["metadata"]["name"]]
    budgets = {thing["metadata"]["name"] for thing in things if thing["kind"] == "PodDisruptionBudget"}
    assert budgets == set(labels) - {"setup", "operator"}


def test_no_pod_is_root_writes_to_its_image_or_asks_the_cluster(things: list[Thing]) -> None:
    for thing, pod in pods(things):
        spec = pod["spec"]
        assert spec["securityContext"]["runAsNonRoot"], named(thing)
        assert spec["automountServiceAccountToken"] is False
        for box in spec["containers"]:
            rights = box["securityContext"]
            assert rights["readOnlyRootFilesystem"]
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert rights["allowPrivilegeEscalation"] is False
            assert set(box["resources"]) == {"requests", "limits"}


def test_a_key_that_signs_is_where_somebody_signs_and_no_secret_stands_in_a_manifest(things: list[Thing]) -> None:
    holds = {
        (thing["metadata"]["name"], key)
        for thing, pod in pods(things)
        for secret in secrets_of(pod)
        for key in keys_of(secret)
        if key.endswith(".key.pem")
    }
    log = "log.key.pem"
    held = {("portal-web", PRIVATE), ("portal-worker", log), ("operator", PRIVATE), ("operator", log)}
    assert holds == held | {("operator", NEXT_PRIVATE)}
    assert "Secret" not in {thing["kind"] for thing in things}


def secrets_of(pod: Thing) -> list[Thing]:
    """What its volumes show of secrets."""
    sources = [source for one in pod["spec"]["volumes"] for source in one.get("projected", {}).get("sources", [one])]
    return [one["secret"] for one in sources if "secret" in one]


def keys_of(secret: Thing) -> set[str]:
    return {item["key"] for item in secret.get("items", [])}


def test_a_key_that_comes_or_goes_is_verified_by_every_pod_that_verifies_and_by_none_missed(
    things: list[Thing],
) -> None:
    for thing, pod in pods(things):
        found = [one for one in secrets_of(pod) if one.get("name") == "reserve-keys"]
        if named(thing) == ("Deployment", "proxy"):
            assert not found
            continue
        always, turning = found
        assert "optional" not in always
        assert keys_of(always) >= {PUBLIC, "log.pub.pem"}, named(thing)
        assert turning["optional"]
        assert keys_of(turning) - {NEXT_PRIVATE} == {NEXT_PUBLIC, OLD_PUBLIC}, named(thing)


def test_nobody_speaks_to_a_pod_unless_a_policy_says_so(things: list[Thing]) -> None:
    policies = {thing["metadata"]["name"]: thing["spec"] for thing in things if thing["kind"] == "NetworkPolicy"}
    assert policies["nobody"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    open_to_all = [name for name, one in policies.items() for rule in one.get("ingress", []) if "from" not in rule]
    assert open_to_all == ["public-to-proxy"]


def test_each_pod_may_speak_to_whom_it_must_and_to_nobody_else(things: list[Thing]) -> None:
    policies = [thing["spec"] for thing in things if thing["kind"] == "NetworkPolicy"]
    labels = {thing["metadata"]["name"]: pod["metadata"]["labels"] for thing, pod in pods(things)}
    servers = {53, 5432, 5671, 5672, 25, 465, 587}
    providers = {"portal-web": {443}}
    for name, its in labels.items():
        rules = [rule for one in policies if selects(one["podSelector"], its) for rule in one.get("egress", [])]
        anywhere = {port["port"] for rule in rules if "to" not in rule for port in rule["ports"]}
        assert anywhere == ({53} if name == "proxy" else servers | providers.get(name, set())), name
        within = {
            (other, port["port"])
            for rule in rules
            for peer in rule.get("to", [])
            for other in labels
            if selects(peer["podSelector"], labels[other])
            for port in rule["ports"]
        }
        assert within == ({(f"{one}-web", 8020) for one in NAMES} if name == "proxy" else set()), name
        let = [rule for one in policies if selects(one["podSelector"], its) for rule in one.get("ingress", [])]
        doors = {port["port"] for rule in let for port in rule["ports"]}
        role = name.rpartition("-")[2]
        assert doors == {"proxy": {80, 443}, "web": {8020}, "worker": {9464}, "relay": {9464}}.get(role, set()), name


def selects(selector: Thing, labels: Thing) -> bool:
    """Whether a selector of Kubernetes means the pod with these labels."""
    asked = selector.get("matchExpressions", [])
    assert {one["operator"] for one in asked} <= {"In"}
    exact: Thing = selector.get("matchLabels", {})
    return exact.items() <= labels.items() and all(labels.get(one["key"]) in one["values"] for one in asked)


def test_whoever_collects_figures_finds_every_role_and_is_let_in_from_one_namespace(things: list[Thing]) -> None:
    found = {thing["metadata"]["name"]: pod for thing, pod in pods(things)}
    for name, role in ROLES:
        pod = found[f"{name}-{role}"]
        (box,) = pod["spec"]["containers"]
        port, path = (8020, f"/{name}/metrics") if role == "web" else (9464, "/metrics")
        said = {"scrape": "true", "port": str(port), "path": path}
        assert pod["metadata"]["annotations"] == {f"prometheus.io/{key}": value for key, value in said.items()}
        assert [one["containerPort"] for one in box["ports"]] == [port]
        told = {one["name"]: one["value"] for one in box.get("env", [])}
        assert told == ({} if role == "web" else {"RESERVE_METRICS_ADDRESS": f"0.0.0.0:{port}"})
    (one,) = [thing["spec"] for thing in things if named(thing) == ("NetworkPolicy", "monitoring-to-loops")]
    monitoring = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
    assert one["ingress"] == [{"from": [monitoring], "ports": [{"port": 9464}]}]


def test_the_proxy_knows_doors_by_the_names_that_containers_give_them(compose: Thing, things: list[Thing]) -> None:
    doors = set(re.findall(r"server ([a-z-]+):8020;", text("deploy/nginx/upstreams-services.conf")))
    assert doors == {f"{name}-web" for name in NAMES}
    served = {one["metadata"]["name"]: one["spec"]["ports"] for one in things if one["kind"] == "Service"}
    assert all(served[door] == [{"name": "web", "port": 8020, "targetPort": "web"}] for door in doors)
    assert doors <= set(compose["services"])
    upstreams = re.findall(r"upstream (\w+)", text("deploy/nginx/upstreams-machine.conf"))
    assert sorted(set(re.findall(r"http://(\w+);", text("deploy/nginx/reserve.conf")))) == sorted(upstreams)


def test_the_guide_makes_every_secret_that_the_manifests_ask_for_and_names_what_there_is(things: list[Thing]) -> None:
    made = {}
    for name, rest in re.findall(r"create secret (?:generic|tls) (\S+) (.*)", text(GUIDE)):
        files = re.findall(r"--from-(?:file|literal)=([\w.]+)", rest)
        made[name] = {*files} or {"tls.crt", "tls.key"}
    asked: dict[str, set[str]] = {}
    for _, pod in pods(things):
        for box in [*pod["spec"]["containers"], *pod["spec"].get("initContainers", [])]:
            for one in box.get("envFrom", []):
                asked.setdefault(one.get("secretRef", {}).get("name", "reserve-settings"), set())
        for one in secrets_of(pod):
            keys = asked.setdefault(one.get("secretName") or one["name"], set())
            keys.update(set() if one.get("optional") else keys_of(one))
    assert set(asked) == set(made)
    assert [name for name, keys in asked.items() if not keys <= made[name]] == []
    there = {(thing["kind"].lower().replace("ment", ""), thing["metadata"]["name"]) for thing in things}
    spoken = re.findall(r"\b(deploy|job)[/ ]([a-z]+)", " ".join(re.findall(r"kubectl -n .*", text(GUIDE))))
    assert spoken
    assert set(spoken) <= there


def test_what_the_guide_writes_beside_compose_is_what_compose_asks_for(compose: Thing, tmp_path: Path) -> None:
    lines = re.findall(r"^(printf .*|cp env.example .*|mkdir tls) *(?:#.*)?$", text(GUIDE), re.MULTILINE)
    assert len(lines) == 3
    shutil.copy(DEPLOY / "env.example", tmp_path)
    subprocess.run(["sh", "-euc", "\n".join(lines)], cwd=tmp_path, check=True)
    wrote = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text(encoding="utf-8").splitlines())
    assert set(wrote) == set(re.findall(r"\$\{([A-Z]+):\?\}", text("deploy/compose.yaml")))
    assert len(wrote["PASSWORD"]) == 48
    assert (tmp_path / ".env").stat().st_mode & 0o777 == 0o640
    kept = {file for one in compose["services"].values() for file in one.get("env_file", [])}
    assert all((tmp_path / file).exists() for file in kept)
    assert set(re.findall(r"docker compose exec ([a-z]+)", text(GUIDE))) <= set(compose["services"])


def test_what_an_operator_puts_beside_compose_goes_into_no_image() -> None:
    kept = ("deploy/.env", "deploy/reserve.env", "deploy/tls/key.pem", "deploy/etc/providers.toml")
    let = [line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")]
    assert not [name for name in kept for one in let if name.startswith(one)]
    command = ["git", "-c", "safe.directory=*", "check-ignore", *kept]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split() == list(kept)


def test_options_of_the_example_are_settings(things: list[Thing]) -> None:
    (options,) = [thing["data"] for thing in things if named(thing) == ("ConfigMap", "reserve-options")]
    assert set(options) <= settings_of("services/chassis/settings.py")


@pytest.mark.parametrize("script", sorted(DEPLOY.rglob("*.sh")), ids=lambda path: path.name)
def test_scripts_are_shell_that_stops_at_the_first_fault(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)
    assert "\nset -eu\n" in script.read_text(encoding="utf-8")
    assert script.stat().st_mode & 0o111
