"""Kubernetes manifests put together as kustomize does it, as far as ours use it: nobody who runs the tests needs it.

Compared with `kubectl kustomize` where there is one. Names of generated maps carry no hash here.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

Thing = dict[str, Any]
KNOWN = {
    "apiVersion",
    "kind",
    "resources",
    "namePrefix",
    "labels",
    "patches",
    "images",
    "configMapGenerator",
    "namespace",
}
CLUSTER_WIDE = {"Namespace"}


def build(folder: Path) -> list[Thing]:
    """What `kustomize build` gives for this folder. Raises `AssertionError` for what it does not know."""
    plan = yaml.safe_load((folder / "kustomization.yaml").read_text(encoding="utf-8"))
    assert set(plan) <= KNOWN, f"{folder}: {set(plan) - KNOWN}"
    things = [thing for one in plan.get("resources", []) for thing in _resource(folder / one)]
    things += [_map(folder, one) for one in plan.get("configMapGenerator", [])]
    for patch in plan.get("patches", []):
        patched(things, patch)
    for labels in plan.get("labels", []):
        assert labels["includeSelectors"]
        for thing in things:
            _label(thing, labels["pairs"])
    for thing in things:
        _prefix(thing, plan.get("namePrefix", ""))
        _place(thing, plan.get("namespace"))
        _image(thing, plan.get("images", []))
    return things


def pods(things: list[Thing]) -> Iterator[tuple[Thing, Thing]]:
    """Each thing that makes pods, with what it makes them from."""
    for thing in things:
        if "template" in thing.get("spec", {}):
            yield thing, thing["spec"]["template"]


def _resource(path: Path) -> list[Thing]:
    if path.is_dir():
        return build(path)
    return [_apart(one) for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


def _apart(value: Any) -> Any:
    """Each thing in one place alone: what an anchor of YAML names twice is else changed twice."""
    if isinstance(value, dict):
        return {key: _apart(one) for key, one in value.items()}
    return [_apart(one) for one in value] if isinstance(value, list) else value


def _map(folder: Path, plan: Thing) -> Thing:
    data = {name: (folder / name).read_text(encoding="utf-8") for name in plan.get("files", [])}
    data |= dict(one.split("=", 1) for one in plan.get("literals", []))
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": plan["name"]}, "data": data}


def patched(things: list[Thing], plan: Thing) -> None:
    """Change whatever the plan's target means, step by step as its patch says."""
    wanted = plan["target"]
    hit = [
        thing
        for thing in things
        if thing["kind"] == wanted["kind"] and re.fullmatch(wanted.get("name", ".*"), thing["metadata"]["name"])
    ]
    assert hit, f"nothing is {wanted}"
    for thing in hit:
        for step in yaml.safe_load(plan["patch"]):
            _step(thing, step)


def _step(thing: Thing, step: Thing) -> None:
    *way, last = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:]]
    place: Any = thing
    for part in way:
        place = place[int(part) if isinstance(place, list) else part]
    if isinstance(place, list) and last == "-":
        assert step["op"] == "add"
        place.append(step["value"])
        return
    key: Any = int(last) if isinstance(place, list) else last
    assert step["op"] == "replace"
    assert place[key] is not None
    place[key] = step["value"]


def _label(thing: Thing, pairs: Thing) -> None:
    thing["metadata"].setdefault("labels", {}).update(pairs)
    spec = thing.get("spec", {})
    if thing["kind"] == "Service":
        spec["selector"].update(pairs)
    elif "selector" in spec:
        spec["selector"]["matchLabels"].update(pairs)
    if "template" in spec:
        spec["template"]["metadata"]["labels"].update(pairs)
        for spread in spec["template"]["spec"].get("topologySpreadConstraints", []):
            spread["labelSelector"]["matchLabels"].update(pairs)


def _prefix(thing: Thing, prefix: str) -> None:
    thing["metadata"]["name"] = prefix + thing["metadata"]["name"]
    if thing["kind"] == "HorizontalPodAutoscaler":
        target = thing["spec"]["scaleTargetRef"]
        target["name"] = prefix + target["name"]


def _place(thing: Thing, namespace: str | None) -> None:
    if namespace and thing["kind"] not in CLUSTER_WIDE:
        thing["metadata"]["namespace"] = namespace


def _image(thing: Thing, images: list[Thing]) -> None:
    for one in thing.get("spec", {}).get("template", {}).get("spec", {}).get("containers", []):
        for image in images:
            if one["image"] == image["name"]:
                one["image"] = f"{image['newName']}:{image['newTag']}"


def without_hashes(text: str, names: list[str]) -> str:
    """What kustomize wrote, its generated maps named as they are called in the plan."""
    return re.sub(rf"\b({'|'.join(names)})-[a-z0-9]{{10}}\b", r"\1", text)
