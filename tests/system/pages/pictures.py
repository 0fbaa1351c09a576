"""The help's pictures: taken of the pages as people use them, kept in `docs/pictures/`, and never older than the pages.

A picture that no longer looks like its page is a fault of the change that altered the page: take it anew with
`make pictures`, and look at it.
"""

import io
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).parents[3] / "docs" / "pictures"
COLOURS = 64
# Compared at a size at which a day or a number is a grey line, and a field more or a word less moves what is below it.
SMALL = (110, 80)
# Mean difference of grey levels, of 255: 0.04 from one run to the next, 0.1 for a word more, 16 for a line more.
UNLIKE = 0.3


@dataclass
class Pictures:
    """`anew`: what is taken replaces what is kept. `stale` are the pictures that differ from their pages, and by how
    much."""

    anew: bool
    stale: dict[str, str] = field(default_factory=dict)

    def take(self, page: Page, name: str) -> None:
        taken = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        file = FOLDER / f"{name}.png"
        if self.anew:
            FOLDER.mkdir(exist_ok=True)
            taken.quantize(COLOURS).save(file, optimize=True)
        elif not file.exists():
            self.stale[name] = "missing"
        elif (by := unlike(taken, Image.open(file).convert("RGB"))) > UNLIKE:
            self.stale[name] = f"{by:.1f}"


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures in grey levels, seen from afar."""
    near, far = (
        np.asarray(each.convert("L").resize(SMALL, Image.Resampling.BOX), dtype=float) for each in (one, other)
    )
    return float(np.abs(near - far).mean())
