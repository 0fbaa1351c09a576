"""A renderer of ZPL that is not ours (zpl-renderer-js, by npm), run by node: labels as a printer would draw them."""

import base64
import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from scanner.reading.picture import gray
from tests.unit.printing import Gray

ROOT = Path(__file__).parents[2]
RENDERER = ROOT / ".venv/web-dev/node_modules/zpl-renderer-js/dist/index.esm.js"
SCRIPT = Path(__file__).with_name("zpl_render.mjs")


@dataclass(frozen=True)
class Roll:
    """ZPL for labels of this size in millimetres, at so many dots a millimetre."""

    zpl: str
    wide: float
    high: float
    dpmm: int


def node() -> str | None:
    """The machine's own, or the one that came with npm from a wheel."""
    return shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv/bin"))


def lacking() -> str | None:
    """Why nothing can be drawn here, or None."""
    return None if node() and RENDERER.exists() else "zpl-renderer-js was not fetched (`make test`, with npm or pip)"


def render(rolls: list[Roll]) -> list[list[Gray]]:
    """The labels of each, in gray, white around them; a pixel is a dot."""
    told = json.dumps([vars(roll) for roll in rolls])
    command = [node() or "node", str(SCRIPT), str(RENDERER)]
    done = subprocess.run(command, input=told, capture_output=True, text=True, timeout=120, check=True)
    drawn = [[gray(base64.b64decode(one)) for one in labels] for labels in json.loads(done.stdout)]
    return [[np.pad(one, 40, constant_values=255) for one in labels] for labels in drawn]
