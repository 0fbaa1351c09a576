"""PostgreSQL's own programs, which save and restore a database: they must be on this machine, as new as the server."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL

from services.chassis.errors import Conflict
from services.chassis.settings import for_program
from services.contracts.sentence import say

SAVE, RESTORE = "pg_dump", "pg_restore"


def save(url: URL, file: Path, snapshot: str) -> None:
    """Save the database as this exported snapshot shows it."""
    _run(url, [SAVE, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}"])


def restore(url: URL, file: Path) -> None:
    """Put what was saved in the place of what is there, all of it or nothing."""
    options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    _run(url, [RESTORE, *options, str(file)])


def _run(url: URL, command: Sequence[str]) -> None:
    # The password in the environment: the list of processes is for everybody to read.
    address = url.set(drivername="postgresql", password=None).render_as_string()
    environment = for_program(**({"PGPASSWORD": str(url.password)} if url.password else {}))
    try:
        done = subprocess.run(
            [*command, f"--dbname={address}"], env=environment, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise Conflict(
            "backup.program",
            say(
                "%(program)s is not on this machine: it comes with PostgreSQL's client programs.",
                program=command[0],
            ),
        ) from None
    if done.returncode:
        failed = say(
            "%(program)s failed for %(database)s: %(reason)s",
            program=command[0],
            database=url.database,
            reason=done.stderr.strip(),
        )
        raise Conflict("backup.failed", failed)
