"""A damaged journal is made whole: each file gives what the other lost, and nothing damaged is thrown away.

The database is built anew beside the old one from every line of the text that can be trusted and every row of the old
database that can be read, then a new text from it; then both take their places. Killed on the way, the old files stand.
"""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from scanner.journal.database import DATABASE, SCHEMA, SHARED_SUFFIX, WAL_SUFFIX, connect, set_mark
from scanner.journal.entry import Entry, enter, entries, entry_of, line_of
from scanner.journal.journal import Journal, gaps
from scanner.journal.salvage import salvage
from scanner.journal.store import LOCK, OPEN, TROUBLES, lock
from scanner.journal.text import TEXT, Text, keep_names
from scanner.journal.trouble import Broken, told
from scanner.scan import now

BUILT = "journal.db.new"
PATIENCE_SECONDS = 5.0


def mend(folder: Path) -> dict[str, Any] | None:
    """Make the journal whole and tell what was found and done; None where nothing is wrong.

    Raises NotKept while another process has the journal open, or where the disk does not take the new files.
    """
    reason = _reason(folder)
    if reason is None:
        return None
    try:
        with lock(folder / OPEN, wait=PATIENCE_SECONDS), lock(folder / LOCK, wait=PATIENCE_SECONDS):
            story = _rebuild(folder, reason)
    except TROUBLES as error:
        raise told(error, folder) from error
    # Opening it puts the new text in place and looks at both once more.
    if reason := _reason(folder):
        raise Broken(folder, reason)
    return story


def _reason(folder: Path) -> str | None:
    with closing(Journal(folder)) as journal:
        try:
            journal.waiting()
            journal.state(everything=True)
        except Broken as error:
            return error.reason
    return None


def _rebuild(folder: Path, reason: str) -> dict[str, Any]:
    at = now()
    aside, built, text = _set_aside(folder, at), folder / BUILT, Text(folder)
    built.unlink(missing_ok=True)
    with closing(connect(built, "DELETE")) as connection:
        connection.executescript(SCHEMA)
        connection.execute("BEGIN IMMEDIATE")
        found = [entry_of(line) for line in text.read().split(b"\n") if line]
        _take(connection, (entry for entry in found if entry and "scan" in entry))
        read, answers = salvage(connection, folder / DATABASE)
        _take(connection, (entry for entry in found if entry and "scan" not in entry))
        scans = connection.execute("SELECT count(*) FROM scan").fetchone()[0]
        story = {"at": at, "reason": reason, "aside": aside.name, "scans": scans, "from_database": read}
        lost = sum(last - first + 1 for first, last in gaps(connection))
        story |= {"answers": answers, "lines_unread": found.count(None), "lost": lost}
        enter(connection, {"mended": story})
        set_mark(connection, text.stage(map(line_of, entries(connection))))
        connection.execute("COMMIT")
    # SQLite would take the old database's log for the new one's.
    for suffix in (WAL_SUFFIX, SHARED_SUFFIX):
        (folder / (DATABASE + suffix)).unlink(missing_ok=True)
    built.replace(folder / DATABASE)
    keep_names(folder)
    return story


def _set_aside(folder: Path, at: str) -> Path:
    """Copy both files as they are now into a folder named for the moment."""
    aside = folder / f"damaged-{at.replace(':', '')}"
    aside.mkdir()
    for name in (DATABASE, DATABASE + WAL_SUFFIX, TEXT):
        if (folder / name).exists():
            shutil.copy2(folder / name, aside / name)
    return aside


def _take(connection: sqlite3.Connection, found: Iterable[Entry]) -> None:
    for entry in found:
        enter(connection, entry)
