"""The journal that a scanner keeps: scans come in, answers come in, what waits is asked for."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import portalocker

from scanner.journal.database import last_number
from scanner.journal.entry import scanned
from scanner.journal.refusal import Refusal, refusals, scan_of
from scanner.journal.store import Store, lock
from scanner.journal.trouble import told
from scanner.scan import Scan, now

SENDING = "sending"
ALL = -1


class Busy(Exception):
    """Another process is sending from this journal."""


@dataclass(frozen=True)
class Answer:
    """What a service answered to one scan."""

    id: str
    outcome: str
    say: str
    problem: dict[str, Any] | None = None


@dataclass(frozen=True)
class State:
    """The journal at one moment: counts, the moment of the oldest scan that waits, numbers lost, what was mended."""

    waiting: int
    done: int
    repeated: int
    settled: int
    oldest_waiting: str | None
    refused: list[Refusal]
    gaps: list[tuple[int, int]]
    mended: list[dict[str, Any]]


class Journal:
    """A folder of scans; several processes and threads may use it at once, and what a call wrote survives kill -9.

    Every method raises NotKept where the disk is full, closed or failing, and its kind Broken where a file is damaged.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.store = folder, Store(folder)

    def keep(self, scans: Iterable[Scan]) -> None:
        """Write scans down; on return they are on the disk. One that is there already is not kept twice."""
        new = {scan.id: scan for scan in scans}
        with self.store.writing() as writing:
            number = last_number(writing.connection)
            for scan in new.values():
                if not writing.connection.execute("SELECT 1 FROM scan WHERE id = ?", [scan.id]).fetchone():
                    number += 1
                    writing.enter(scanned(number, scan))

    def waiting(self, most: int = ALL) -> list[Scan]:
        """The first scans that no service has taken or refused, in the order of the journal."""
        found = "SELECT service, wire FROM scan WHERE outcome IS NULL ORDER BY number LIMIT ?"
        with self.store.reading() as connection:
            return [scan_of(row) for row in connection.execute(found, [most])]

    def count_waiting(self) -> int:
        """How many scans no service has taken or refused."""
        with self.store.reading() as connection:
            return _count_waiting(connection)

    def answer(self, answers: Iterable[Answer]) -> None:
        """Write down what the services answered, all in one transaction; the last answer to a scan holds."""
        moment = now()
        rows = [(one.outcome, _stored(one.say), _json(one.problem), moment, one.id) for one in answers]
        with self.store.writing() as writing:
            writing.connection.executemany(
                "UPDATE scan SET outcome = ?, say = ?, problem = ?, answered = ? WHERE id = ?", rows
            )

    def refused(self, everything: bool = False) -> list[Refusal]:
        """The refused scans that wait for a person, in the order of the journal; with `everything` the settled too."""
        with self.store.reading() as connection:
            return refusals(connection, everything)

    def state(self, everything: bool = False) -> State:
        """All that `scanner status` tells."""
        with self.store.reading() as connection:
            counts = dict(map(tuple, connection.execute("SELECT outcome, count(*) FROM scan GROUP BY outcome")))
            refused = refusals(connection, everything)
            unsettled = sum(one.settled is None for one in refused)
            return State(
                waiting=counts.get(None, 0),
                done=counts.get("done", 0),
                repeated=counts.get("repeated", 0),
                settled=counts.get("refused", 0) - unsettled,
                oldest_waiting=_oldest_waiting(connection),
                refused=refused,
                gaps=gaps(connection),
                mended=[
                    json.loads(row["told"]) for row in connection.execute("SELECT told FROM mending ORDER BY rowid")
                ],
            )

    @contextmanager
    def sending(self) -> Iterator[None]:
        """Be the one process that sends from this journal, so that scans arrive in order; Busy if another is."""
        turn = lock(self.folder / SENDING, wait=0)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            turn.acquire()
        except portalocker.exceptions.LockException as error:
            raise Busy from error
        except OSError as error:
            raise told(error, self.folder) from error
        try:
            yield
        finally:
            turn.release()

    def close(self) -> None:
        """Let go of the files; the next call opens them again."""
        self.store.close()


def gaps(connection: sqlite3.Connection) -> list[tuple[int, int]]:
    """The ranges of numbers that were given and are neither kept nor purged: scans that are lost."""
    last = last_number(connection)
    known = "SELECT (SELECT count(*) FROM scan) + (SELECT coalesce(sum(last - first + 1), 0) FROM purged)"
    if connection.execute(known).fetchone()[0] == last:
        return []
    found = """
        WITH known AS (SELECT number AS first, number AS last FROM scan UNION ALL SELECT first, last FROM purged
                       UNION ALL SELECT ?1 + 1, ?1 + 1),
        step AS (SELECT first, max(last) OVER (ORDER BY first ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
                 AS before FROM known)
        SELECT coalesce(before, 0) + 1, first - 1 FROM step WHERE first > coalesce(before, 0) + 1 ORDER BY first"""
    return [(first, end) for first, end in connection.execute(found, [last])]


def _count_waiting(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM scan WHERE outcome IS NULL").fetchone()[0])


def _oldest_waiting(connection: sqlite3.Connection) -> str | None:
    found = "SELECT wire FROM scan WHERE outcome IS NULL ORDER BY number LIMIT 1"
    row = connection.execute(found).fetchone()
    return json.loads(row["wire"])["at"] if row else None


def _stored(text: str) -> str:
    """JSON can say half a character, which no file takes: what came over the wire is not of our making."""
    return text.encode("utf-8", "replace").decode()


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value)
