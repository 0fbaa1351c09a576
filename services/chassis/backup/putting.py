"""A saved database put in the place of the one that is there, or of one that was lost."""

import os
from pathlib import Path
from shutil import copyfile

from sqlalchemy import make_url

from services.chassis.backup import dump

# What SQLite keeps beside a database belongs to the one that goes.
BESIDE = ("-wal", "-shm")


def put(url: str, saved: Path) -> None:
    """Have the database at `url` be what was saved. Nobody may use it meanwhile. A second call does the same again."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        dump.restore(parsed, saved)
        return
    place = Path(str(parsed.database))
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.restored")
    copyfile(saved, draft)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    for end in BESIDE:
        place.with_name(place.name + end).unlink(missing_ok=True)
    draft.replace(place)
