"""PostgreSQL's own programs, which save and restore a database: they must be on this machine, as new as the server."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import copyfileobj
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from typing import IO, Any, cast

from sqlalchemy import URL

from services.chassis.errors import Conflict
from services.chassis.settings import for_program
from services.contracts.sentence import say

SAVE, RESTORE, PUT = "pg_dump", "pg_restore", "psql"
# What a later release made is not in the backup, and may refer to what is: so all goes, but what an extension brought.
EMPTIED = """
SET LOCAL client_min_messages = warning;
DO $$
DECLARE one text;
BEGIN
  FOR one IN SELECT format('DROP TABLE %s CASCADE', oid::regclass) FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
  LOOP EXECUTE one; END LOOP;
  FOR one IN SELECT format('DROP ROUTINE %s', oid::regprocedure) FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP EXECUTE one; END LOOP;
END $$;
"""


def save(url: URL, file: Path, snapshot: str) -> None:
    """Save the database as this exported snapshot shows it."""
    _run(url, [SAVE, "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}"])


def restore(url: URL, file: Path) -> None:
    """Put what was saved in the place of all that is there, whatever release made it: all of it or nothing."""
    command = [PUT, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    with TemporaryFile() as faults, _started(url, command, stdin=PIPE, stdout=DEVNULL, stderr=faults) as reader:
        # Where it ended by a fault of its own, nobody reads on.
        with suppress(BrokenPipeError), cast("IO[bytes]", reader.stdin) as script:
            script.write(f"BEGIN;\n{EMPTIED}".encode())
            _tell(url, file, script)
            # Only now: what ends before this is rolled back.
            script.write(b"COMMIT;\n")
        if reader.wait():
            faults.seek(0)
            raise _failed(PUT, url, faults.read().decode(errors="replace"))


def _tell(url: URL, file: Path, script: IO[bytes]) -> None:
    """Write the statements that make what was saved."""
    command = [RESTORE, "--no-owner", "--no-privileges", "--file=-", str(file)]
    with TemporaryFile() as faults, _started(None, command, stdout=PIPE, stderr=faults) as told:
        copyfileobj(cast("IO[bytes]", told.stdout), script)
        if told.wait():
            faults.seek(0)
            raise _failed(RESTORE, url, faults.read().decode(errors="replace"))


def _run(url: URL, command: Sequence[str]) -> None:
    with TemporaryFile() as faults, _started(url, command, stderr=faults) as program:
        if program.wait():
            faults.seek(0)
            raise _failed(command[0], url, faults.read().decode(errors="replace"))


def _started(url: URL | None, command: Sequence[str], **streams: Any) -> Popen[bytes]:
    """The program, at this database where one is given. Raises `Conflict` where it is not on this machine."""
    # The password in the environment: the list of processes is for everybody to read.
    secret = {"PGPASSWORD": str(url.password)} if url is not None and url.password else {}
    address = [] if url is None else [f"--dbname={_address(url)}"]
    try:
        return Popen([*command, *address], env=for_program(**secret), **streams)
    except FileNotFoundError:
        raise Conflict(
            "backup.program",
            say(
                "%(program)s is not on this machine: it comes with PostgreSQL's client programs.",
                program=command[0],
            ),
        ) from None


def _address(url: URL) -> str:
    # Made anew: `set` leaves a password where it is for None, and one shown as *** goes before that of the environment.
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string()


def _failed(program: str, url: URL, reason: str) -> Conflict:
    failed = say(
        "%(program)s failed for %(database)s: %(reason)s",
        program=program,
        database=url.database,
        reason=reason.strip(),
    )
    return Conflict("backup.failed", failed)
