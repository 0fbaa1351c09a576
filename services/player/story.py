"""The story so far: what one journey has done and learnt, kept on disk after each step so that it can be resumed."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# The site knows these models by the makers' part numbers.
MODELS = (("Apple", "MYLD2C/A"), ("HP", "9UZ86UT"))
EACH, IN_A_CARTON = 20, 10
LETTERS = "0123456789BCDFGHJKLMNPQRSTVWXYZ"


@dataclass
class Story:
    """One journey: its folder, its new devices, the steps done and the facts learnt on the way."""

    folder: Path
    name: str
    started: str
    devices: list[dict[str, str]]
    done: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def key(self, step: str) -> str:
        """An idempotency key: the same for the same step of the same journey, whatever was interrupted."""
        return f"{self.name}-{step}"

    def picture(self, code: str) -> Path:
        """The label picture of a serial or a carton; all journeys share them, since older stock leaves first."""
        return next(self.labels.glob(f"*{code}.png"), self.labels / f"{code}.png")

    @property
    def labels(self) -> Path:
        return self.folder.parent / "labels"

    def save(self) -> None:
        """Keep the story, in one move: a torn file would be a lost journey."""
        names = ("name", "started", "devices", "done", "facts")
        text = json.dumps({name: getattr(self, name) for name in names}, ensure_ascii=False, indent=1)
        draft = self.folder / "journey.json.new"
        draft.write_text(text, encoding="utf-8")
        draft.replace(self.folder / "journey.json")


def unfinished_or_new(folder: Path) -> Story:
    """The journey that was interrupted in `folder`, else a new one with new serials."""
    latest = max(folder.glob("*/journey.json"), default=None)
    if latest is not None:
        kept = json.loads(latest.read_text(encoding="utf-8"))
        if "end" not in kept["done"]:
            return Story(folder=latest.parent, **kept)
    return _new(folder)


def _new(folder: Path) -> Story:
    started = datetime.now(UTC)
    name = started.strftime("%Y%m%d-%H%M%S-") + secrets.token_hex(2)
    (folder / name).mkdir(parents=True)
    story = Story(folder / name, name, started.isoformat(), _devices())
    story.save()
    return story


def _devices() -> list[dict[str, str]]:
    """Forty devices with new serials, in four cartons of ten."""
    found = []
    for maker, model in MODELS:
        for number in range(EACH):
            carton = f"{maker.upper()}{number // IN_A_CARTON + 1}"
            row = {"carton": carton, "maker": maker, "model": model, "serial": _serial(maker), "asset_tag": ""}
            found.append(row)
    return found


def _serial(maker: str) -> str:
    """A serial such as the maker prints: `DMP` and nine on an Apple, `5CG`, three digits and four on an HP."""
    if maker == "Apple":
        return "DMP" + _drawn(LETTERS, 9)
    return "5CG" + _drawn("0123456789", 3) + _drawn(LETTERS, 4)


def _drawn(letters: str, count: int) -> str:
    return "".join(secrets.choice(letters) for _ in range(count))
