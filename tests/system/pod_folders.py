"""Folders of this machine in the place of a pod's volumes, each for the pod's group, as a cluster gives them."""

import shutil
from pathlib import Path

from tests.manifests import Thing
from tests.system.composed import run


class Shown:
    """Those of one pod, beside the secrets; what it claims is there for the pod after it too."""

    def __init__(self, beside: Path, thing: Thing, maps: list[Thing]) -> None:
        self._beside, self._name = beside, thing["metadata"]["name"]
        self._group = str(thing["spec"]["template"]["spec"]["securityContext"]["fsGroup"])
        self._maps = {one["metadata"]["name"]: one["data"] for one in maps}

    def folder(self, volume: Thing) -> Path:
        """What the pod finds in this volume as it starts."""
        if "persistentVolumeClaim" in volume:
            return self._made(self._beside / volume["persistentVolumeClaim"]["claimName"])
        folder = self._beside / f"{self._name}-{volume['name']}"
        shutil.rmtree(folder, ignore_errors=True)
        self._made(folder)
        for file, content in self._files(volume).items():
            (folder / file).write_bytes(content)
            run("chgrp", self._group, str(folder / file))
            (folder / file).chmod(0o440)
        return folder

    def part(self, folder: Path, name: str) -> Path:
        """The folder, or what is called so in it: a cluster makes one that is not there."""
        place = folder / name
        return place if place.exists() else self._made(place)

    def _made(self, folder: Path) -> Path:
        run("install", "-d", "-m", "2777", "-g", self._group, str(folder))
        return folder

    def _files(self, volume: Thing) -> dict[str, bytes]:
        if "configMap" in volume:
            return {name: text.encode() for name, text in self._maps[volume["configMap"]["name"]].items()}
        sources = volume.get("projected", {}).get("sources") or [volume]
        return {file: content for one in sources if "secret" in one for file, content in self._secret(one["secret"])}

    def _secret(self, secret: Thing) -> list[tuple[str, bytes]]:
        """The keys that are named, all where none is; what is optional may be missing."""
        whole = self._beside / (secret.get("secretName") or secret["name"])
        named = {one["key"]: one["path"] for one in secret.get("items", [])}
        found = {file.name: file.read_bytes() for file in whole.iterdir()}
        if not secret.get("optional"):
            assert named.keys() <= found.keys(), f"{whole.name} lacks {named.keys() - found.keys()}"
        return [(named.get(key, key), content) for key, content in found.items() if not named or key in named]
