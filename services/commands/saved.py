"""A backup's folder: a file for each service's database, the keys, and a list of them with their hashes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import copyfile

from services.chassis.act import now
from services.chassis.errors import Conflict
from services.chassis.settings import Settings
from services.contracts.sentence import say

LIST, KEYS = "backup.json", "keys"


@dataclass(frozen=True)
class Saved:
    """What the list says: when the moment was, by service the file and its hash, and how long the log was before it."""

    at: str
    position: int
    files: Mapping[str, str]
    hashes: Mapping[str, str]


def write_list(folder: Path, files: Mapping[str, str], position: int) -> Saved:
    """Write the list of a backup, after all that it lists."""
    saved = Saved(now().isoformat(), position, files, {name: _hash(folder / file) for name, file in files.items()})
    (folder / LIST).write_text(json.dumps(asdict(saved), indent=2), encoding="utf-8")
    return saved


def read_list(folder: Path, settings: Settings) -> Saved:
    """The list of a backup that is whole and of this kind of database. Raises `Conflict`."""
    if not (folder / LIST).exists():
        raise Conflict("backup.none", say("There is no backup in %(folder)s.", folder=folder))
    saved = Saved(**json.loads((folder / LIST).read_text(encoding="utf-8")))
    for name, file in saved.files.items():
        if not (folder / file).exists() or _hash(folder / file) != saved.hashes[name]:
            raise Conflict("backup.damaged", say("%(file)s is not as it was saved.", file=folder / file))
        if file != file_name(settings, name):
            raise Conflict("backup.other", say("This backup is of another kind of database than RESERVE_DATABASE."))
    return saved


def file_name(settings: Settings, name: str) -> str:
    """How the file of a service's database is called: by what can read it."""
    return f"{name}.{'sqlite' if settings.database_url(name).startswith('sqlite') else 'dump'}"


def copy_keys(origin: Path, folder: Path) -> None:
    """Copy the keys that are not there yet; only their owner can read them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in sorted(origin.glob("*.pem")):
        if not (folder / file.name).exists():
            copyfile(file, folder / file.name)
            (folder / file.name).chmod(file.stat().st_mode & 0o777)


def _hash(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
