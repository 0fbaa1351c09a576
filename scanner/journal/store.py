"""The journal's two files, opened together and kept in step: what one transaction adds stands in both or in neither.

The text is written first, the commit makes it count. Whoever is killed between the two leaves lines beyond the
database's mark; the next to come brings them in.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import portalocker

from scanner.journal.database import DATABASE, SCHEMA, WAIT_SECONDS, connect, fault, get_mark, set_mark, version
from scanner.journal.entry import Entry, enter, entries, entry_of, line_of
from scanner.journal.text import TEXT, Mark, Text, mark_of
from scanner.journal.trouble import Broken, told
from scanner.language import say

# One writes at a time (LOCK); whoever has the database open shares OPEN, which only mending wants for itself: a
# database whose file is exchanged under an open connection would lose what that connection still writes.
LOCK, OPEN = "lock", "open"
EXCLUSIVE, SHARED = portalocker.LockFlags.EXCLUSIVE, portalocker.LockFlags.SHARED
LOOK_SECONDS = 0.005
# A text that cannot be decoded is a damaged one: SQLite gives the bytes that it finds.
TROUBLES = (sqlite3.Error, OSError, UnicodeDecodeError, portalocker.exceptions.LockException)

Lock = portalocker.Lock[IO[bytes]]


def lock(path: Path, kind: portalocker.LockFlags = EXCLUSIVE, wait: float = WAIT_SECONDS) -> Lock:
    """A lock between processes and threads, to enter or to acquire; LockException after `wait` seconds."""
    flags = kind | portalocker.LockFlags.NON_BLOCKING
    return portalocker.Lock(path, "ab", timeout=wait, check_interval=LOOK_SECONDS, fail_when_locked=False, flags=flags)


class Writing:
    """One transaction on both files."""

    def __init__(self, connection: sqlite3.Connection, text: Text) -> None:
        self.connection, self._text = connection, text
        self._lines: list[bytes] = []
        self._anew = False

    def enter(self, entry: Entry) -> None:
        """Add an entry to both."""
        enter(self.connection, entry)
        self._lines.append(line_of(entry))

    def write_anew(self) -> None:
        """Have the text replaced by what the database says at the end of this transaction."""
        self._anew = True

    def commit(self) -> None:
        """Both are on the disk on return. Whatever fails, the text is cut back before another may write."""
        mark, data = get_mark(self.connection), b"".join(self._lines)
        try:
            if self._anew:
                set_mark(self.connection, self._text.stage(map(line_of, entries(self.connection))))
            elif data:
                self._text.append(data, mark.size)
                set_mark(self.connection, mark.after(data))
            self.connection.execute("COMMIT")
        except BaseException:
            self._undo(mark)
            raise
        if self._anew:
            self._text.finish(get_mark(self.connection))

    def _undo(self, mark: Mark) -> None:
        """Take back what the text has too much. An interrupt may come when all is committed: the database knows."""
        with suppress(sqlite3.Error):
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            if get_mark(self.connection) == mark:
                self._text.staged.unlink(missing_ok=True)
                self._text.cut(mark.size)


class Store:
    """A folder with both files. Opened at first use, and after any trouble anew, so that what was mended is seen."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._path, self._text = folder, folder / DATABASE, Text(folder)
        self._turn = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._shared: Lock | None = None
        self._file: tuple[int, int] | None = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The database as it is at one moment; NotKept or Broken where it cannot be read."""
        with self._usable() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction, committed at the end of the block; after an exception nothing of it stands."""
        with self._usable() as connection, lock(self.folder / LOCK):
            self._keep_step(connection)
            connection.execute("BEGIN IMMEDIATE")
            writing = Writing(connection, self._text)
            yield writing
            writing.commit()

    def close(self) -> None:
        """Let go of the files; the next use opens them again."""
        with self._turn:
            connection, self._connection = self._connection, None
            shared, self._shared = self._shared, None
            # What could not be tidied up on closing is tidied up, or told, when the files are opened again.
            with suppress(sqlite3.Error):
                if connection:
                    connection.close()
            if shared:
                shared.release()

    def __del__(self) -> None:
        """A store that nobody holds any more holds nothing either."""
        self.close()

    @contextmanager
    def _usable(self) -> Iterator[sqlite3.Connection]:
        with self._turn:
            try:
                if self._connection and self._file != _identity(self._path):
                    self.close()
                yield self._connection or self._open()
            except (*TROUBLES, Broken) as error:
                self.close()
                raise told(error, self.folder) from error
            except BaseException:
                self.close()
                raise

    def _open(self) -> sqlite3.Connection:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._shared = lock(self.folder / OPEN, SHARED)
        self._shared.acquire()
        with lock(self.folder / LOCK):
            if self._text.size() and not (self._path.exists() and self._path.stat().st_size):
                raise Broken(self.folder, say("{file} is gone, or empty", file=DATABASE))
            self._connection = connect(self._path)
            self._file = _identity(self._path)
            if version(self._connection) == 0 and not self._text.size():
                self._connection.executescript(SCHEMA)
            self._check(self._connection)
            return self._connection

    def _check(self, connection: sqlite3.Connection) -> None:
        if found := fault(connection):
            raise Broken(self.folder, found)
        self._keep_step(connection)
        mark = get_mark(connection)
        if mark.size and mark_of(self._text.path, mark.size) != mark:
            raise Broken(self.folder, say("{file} is not as it was written", file=TEXT))

    def _keep_step(self, connection: sqlite3.Connection) -> None:
        """Bring in what a killed writer left in the text; what it had not finished writing is cut off."""
        mark = get_mark(connection)
        self._text.finish(mark)
        size = self._text.size()
        if size == mark.size:
            return
        if size < mark.size:
            raise Broken(self.folder, say("{file} has lost its end, or all of it", file=TEXT))
        whole = self._text.read(mark.size).rpartition(b"\n")[0]
        connection.execute("BEGIN IMMEDIATE")
        for line in whole.split(b"\n") if whole else []:
            if (entry := entry_of(line)) is None:
                raise Broken(self.folder, say("{file} has a line that is not as it was written", file=TEXT))
            enter(connection, entry)
        mark = mark.after(whole + b"\n") if whole else mark
        set_mark(connection, mark)
        self._text.cut(mark.size)
        connection.execute("COMMIT")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file stands under this name; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
