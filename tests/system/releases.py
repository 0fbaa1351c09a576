"""Releases beside this one: the last that there was, taken from git; and one after this one, made for a test.

The next one is this one's text, with what an expand step may bring: the event that tells of a device's move has one
more field, each service's outbox and the warehouse's devices one more column with an index.
"""

import csv
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from shutil import copytree

from tests.servers.process import Program

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "data" / "releases.csv"
HISTORIES = {"chassis": "chassis/migrations/versions"} | {
    name: f"{name}/migrations" for name in ("intake", "warehouse", "shipping", "portal")
}
NONE_HERE = "from this release alone, git has no earlier one here (a shallow clone: `make releases`)"
MIGRATION = '''"""What the next release adds."""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "{number:04d}", "{last:04d}"


def upgrade() -> None:
    with op.batch_alter_table("{table}", schema=None) as batch_op:
        batch_op.add_column(sa.Column("next_note", sa.String(20), nullable=False, server_default="none"))
        batch_op.create_index("{table}_next_note", ["next_note", "id"], unique=False)
'''
MOVED = '    owner, noun, verb, about = "warehouse", "device", "moved", "device"\n'
FIELD = '    next_note: str = "told by the next release"\n'


@dataclass(frozen=True)
class Release:
    """A line of the list: its name, its commit, and the last migration that each history had then."""

    version: str
    commit: str
    heads: Mapping[str, str]

    def unpack(self, folder: Path) -> Path:
        """Its code as it was, in `folder`."""
        folder.mkdir()
        whole = _git("archive", self.commit, "services", "scanner")
        subprocess.run(["tar", "-xf", "-", "-C", str(folder)], input=whole.stdout, check=True)
        return folder


def released() -> list[Release]:
    """Every release that there was, the last one at the end."""
    with LIST.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Release(one["version"], one["commit"], {name: one[name] for name in HISTORIES}) for one in rows]


@cache
def here() -> Release | None:
    """The last release, if this copy of the project has it: a shallow clone, or an unpacked archive, has no history."""
    last = released()[-1]
    return last if _git("cat-file", "-e", f"{last.commit}^{{commit}}").returncode == 0 else None


def heads(release: Path) -> dict[str, str]:
    """The last migration of each history of the release that lies there."""
    return {
        name: max(file.name[:4] for file in (release / "services" / place).glob("0*.py"))
        for name, place in HISTORIES.items()
    }


def next_release(folder: Path) -> Path:
    """Where the next release lies, made in `folder`."""
    for package in ("services", "scanner"):
        copytree(ROOT / package, folder / package)
    for versions, table in (("chassis/migrations/versions", "outbox"), ("warehouse/migrations", "device")):
        place = folder / "services" / versions
        last = len(list(place.glob("0*.py")))
        text = MIGRATION.format(number=last + 1, last=last, table=table)
        (place / f"{last + 1:04d}_next.py").write_text(text, encoding="utf-8")
    event = folder / "services" / "contracts" / "warehouse" / "device.py"
    text = event.read_text(encoding="utf-8")
    assert MOVED in text
    head, tail = text.split(MOVED)
    fields, rest = tail.split("\n\n\n", 1)
    event.write_text(f"{head}{MOVED}{fields}\n{FIELD}\n\n{rest}", encoding="utf-8")
    return folder


def program(release: Path, log: Path, environment: Mapping[str, str], *arguments: str) -> Program:
    """Python with the release that lies there, started."""
    # -P: else what lies where the tests run comes first.
    command = [sys.executable, "-P", *arguments]
    one = Program(command, log, {**environment, "PYTHONPATH": str(release)})
    one.start()
    return one


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", "-c", "safe.directory=*", *arguments], cwd=ROOT, capture_output=True, check=False)
    except FileNotFoundError:
        return subprocess.CompletedProcess(arguments, 127, b"", b"git is not installed")
