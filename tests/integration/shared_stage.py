"""The furnished reserve, made once a run by whichever worker needs it first, and a copy of it for each that asks."""

import fcntl
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, rmtree

from tests.integration import house as houses
from tests.integration.databases import STORE, put_back
from tests.integration.stage import Stage, furnished


@contextmanager
def copied_stage(shared: Path, folder: Path) -> Iterator[Stage]:
    """A stage of its own in an empty folder, as the one in `shared` was made; that one is made where there is none.

    All that a worker of another process needs lies in files: what was put aside of each database, keys, and the names.
    """
    origin = shared / f"stage-{STORE.kind}"
    things = pickle.loads(_made(origin).read_bytes())
    copytree(origin / "house", folder / "house")
    with houses.house(folder / "house") as house:
        kept = {name: origin / f"{name}.kept" for name in house.services}
        for name, one in house.services.items():
            put_back(one, kept[name])
        yield Stage(house, things, kept)


def _made(origin: Path) -> Path:
    """The file of the names of its things: written last, so what has none was left half made."""
    names = origin / "things"
    with origin.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not names.exists():
            rmtree(origin, ignore_errors=True)
            origin.mkdir()
            with furnished(origin) as stage:
                told = pickle.dumps(stage.things)
            names.write_bytes(told)
    return names
