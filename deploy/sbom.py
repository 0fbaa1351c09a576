"""`make sbom`: the product's bill of materials, CycloneDX 1.6, from the locks alone: Python's packages and the pages'.

It asks no network, and gives the same bytes for the same locks.
"""

import base64
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOCKS = ("run", "opencv")
WEB = ROOT / "requirements/web/package-lock.json"
MAKER = (sys.executable, "-m", "cyclonedx_py", "requirements", "--output-reproducible", "--spec-version", "1.6")


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    bill = _of_python(b"\n".join((ROOT / f"requirements/{name}.txt").read_bytes() for name in LOCKS))
    bill["components"] += _of_pages(json.loads(WEB.read_text()))
    told = json.dumps(bill, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    (folder / "reserve.cdx.json").write_text(told)


def _of_python(lock: bytes) -> dict[str, Any]:
    made = subprocess.run([*MAKER, "--output-file", "-", "-"], input=lock, capture_output=True, check=True)
    bill: dict[str, Any] = json.loads(made.stdout)
    bill["metadata"]["component"] = {"type": "application", "name": "reserve", "bom-ref": "reserve"}
    return bill


def _of_pages(lock: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the scanning page loads; what the tests of pages need beside is no part of the product."""
    return [
        _component(name.removeprefix("node_modules/"), one)
        for name, one in lock["packages"].items()
        if name and not one.get("dev")
    ]


def _component(name: str, one: Mapping[str, Any]) -> dict[str, Any]:
    kind, _, digest = one["integrity"].partition("-")
    content = base64.b64decode(digest).hex()
    return {
        "type": "library",
        "bom-ref": f"npm-{name}",
        "name": name,
        "version": one["version"],
        "purl": f"pkg:npm/{name.replace('@', '%40')}@{one['version']}",
        "hashes": [{"alg": kind.upper().replace("SHA", "SHA-"), "content": content}],
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
