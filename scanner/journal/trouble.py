"""What can befall the journal, and the sentence that tells a person what to do about it."""

import errno
import shutil
import sqlite3
from pathlib import Path

import portalocker

from scanner.language import say

FULL_CODES = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
CLOSED_CODES = {errno.EROFS, errno.EACCES, errno.EPERM}
CLOSED_RESULTS = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}
# Below this SQLite cannot even make the files that it opens a database with, and says something else than "full".
LITTLE_ROOM = 65_536


class NotKept(Exception):
    """Nothing of this call was written; what earlier calls wrote is as it was. Its text is a sentence for a person."""


class Broken(NotKept):
    """A file of the journal is damaged or gone: `scanner mend` rebuilds it from the other."""

    def __init__(self, folder: Path, reason: str) -> None:
        sentence = say(
            "The journal {folder} is damaged: {reason}. Nothing was kept just now. Stop scanning with it and run"
            " scanner mend --journal {folder}: it brings back all that was kept.",
            folder=folder,
            reason=reason,
        )
        super().__init__(sentence)
        self.reason = reason


def told(error: Exception, folder: Path) -> NotKept:
    """The trouble behind what SQLite, the disk or a lock raised."""
    if isinstance(error, NotKept):
        return error
    if _is_full(error, folder):
        sentence = say(
            "Nothing was kept in {folder}: the disk is full. Make room on it and scan again; what was kept is safe.",
            folder=folder,
        )
    elif _is_closed(error):
        sentence = say(
            "Nothing was kept in {folder}: it cannot be written ({reason}). Check who owns it and whether its disk is"
            " read-only, or choose another with --journal.",
            folder=folder,
            reason=error,
        )
    elif isinstance(error, portalocker.exceptions.AlreadyLocked) or _result(error) == sqlite3.SQLITE_BUSY:
        sentence = say(
            "Nothing was kept in {folder}: another process holds it. End that process, or try again.", folder=folder
        )
    elif isinstance(error, OSError | portalocker.exceptions.LockException) or _result(error) == sqlite3.SQLITE_IOERR:
        sentence = say(
            "Nothing was kept in {folder}: its disk fails ({reason}). Scan into another disk with --journal and have"
            " this one looked at; what was kept is still on it.",
            folder=folder,
            reason=error,
        )
    else:
        return Broken(folder, str(error))
    return NotKept(sentence)


def _result(error: Exception) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return None if code is None else code & 0xFF


def _is_full(error: Exception, folder: Path) -> bool:
    if _result(error) == sqlite3.SQLITE_FULL or (isinstance(error, OSError) and error.errno in FULL_CODES):
        return True
    failed = _result(error) in {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
    return failed and folder.exists() and shutil.disk_usage(folder).free < LITTLE_ROOM


def _is_closed(error: Exception) -> bool:
    return _result(error) in CLOSED_RESULTS or (isinstance(error, OSError) and error.errno in CLOSED_CODES)
