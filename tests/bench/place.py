"""Where a program of the bench works, and how a writer goes; handed over as JSON."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """The database that events are written in, the one that hears them, the broker between, a folder for stamps."""

    source: str
    sink: str
    broker: str
    folder: str

    @property
    def committed(self) -> Path:
        """When each event was committed by its writer."""
        return Path(self.folder) / "committed"

    @property
    def heard(self) -> Path:
        """When each event's effect was committed by its reader."""
        return Path(self.folder) / "heard"


@dataclass(frozen=True)
class Load:
    """How many writers side by side, and how many events a second in all: 0 is as fast as they can."""

    writers: int = 1
    rate: float = 0.0


def as_text(place: Place, load: Load) -> str:
    return json.dumps({"place": asdict(place), "load": asdict(load)})


def read_text(text: str) -> tuple[Place, Load]:
    found = json.loads(text)
    return Place(**found["place"]), Load(**found["load"])
