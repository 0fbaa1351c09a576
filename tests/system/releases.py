"""The release after this one, made for a test: this one's text, with what an expand step may bring.

The event that tells of a device's move has one more field, and each service's outbox and the warehouse's devices one
more column with an index. No history of the repository is needed: a clone in CI may have none.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree

from tests.servers.process import Program

ROOT = Path(__file__).parents[2]
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
    """`reserve ...` of the release that lies there, started."""
    # -P: else what lies where the tests run comes first.
    command = [sys.executable, "-P", "-m", "services", *arguments]
    one = Program(command, log, {**environment, "PYTHONPATH": str(release)})
    one.start()
    return one
