"""A person settles what was refused: closed for good, or sent again as a new scan, perhaps corrected."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scanner.journal.database import last_number
from scanner.journal.entry import scanned, settlement
from scanner.journal.journal import Journal
from scanner.journal.refusal import scan_of
from scanner.language import say
from scanner.scan import Scan, new_id, now

# A student's code permanent. It must not be written anywhere here, in whatever way it is broken up.
CODE_PERMANENT = re.compile(r"[A-Z]{4}[\W_]{0,3}\d{4}[\W_]?\d{4}(?!\d)", re.ASCII | re.IGNORECASE)
LONGEST_WHY, LONGEST_NUMBER = 500, 18

Correct = Callable[[Scan], Scan]


class Unsettled(Exception):
    """Nothing was settled: a sentence for each fault."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Settled:
    """A refused scan's end, and the new scan that waits in its place, if one was asked for."""

    id: str
    by: str
    why: str
    again: Scan | None


def settle(journal: Journal, names: Sequence[str], by: str, why: str, correct: Correct | None = None) -> list[Settled]:
    """Settle the refused scans of these ids or numbers; none named: all that are unsettled. After Unsettled none is.

    With `correct` each is sent again: what it makes of the refused scan is kept under a new id and moment.
    """
    if faults := _unfit(by, why):
        raise Unsettled(faults)
    with journal.store.writing() as writing:
        rows = _chosen(writing.connection, names)
        settled = [Settled(row["id"], by, why, _anew(scan_of(row), correct)) for row in rows]
        number, at = last_number(writing.connection), now()
        for one in settled:
            if one.again:
                number += 1
                writing.enter(scanned(number, one.again))
            writing.enter(settlement(one.id, at, by, why, one.again.id if one.again else None))
    return settled


def _unfit(by: str, why: str) -> list[str]:
    words = {"--by": by, "--why": why}
    empty = [say("{option} must say something.", option=option) for option, text in words.items() if not text.strip()]
    wrong = [
        say("{option}: up to 500 characters, and never a student's code permanent.", option=option)
        for option, text in words.items()
        if len(text) > LONGEST_WHY or CODE_PERMANENT.search(text)
    ]
    return empty + wrong


def _chosen(connection: sqlite3.Connection, names: Sequence[str]) -> list[sqlite3.Row]:
    if not names:
        unsettled = "SELECT * FROM scan WHERE outcome = 'refused' AND settled IS NULL ORDER BY number"
        return connection.execute(unsettled).fetchall()
    found = {name: _named(connection, name) for name in names}
    if faults := [fault for name, row in found.items() if (fault := _fault(name, row))]:
        raise Unsettled(faults)
    return list({row["number"]: row for row in found.values() if row}.values())


def _named(connection: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    number = int(name) if name.isdecimal() and len(name) <= LONGEST_NUMBER else None
    found = connection.execute("SELECT * FROM scan WHERE number = ? OR id = ?", [number, name])
    row: sqlite3.Row | None = found.fetchone()
    return row


def _fault(name: str, row: sqlite3.Row | None) -> str | None:
    if row is None:
        return say("{name}: no such scan in this journal.", name=name)
    if row["settled"]:
        return say("{name}: already settled by {by}: {why}", name=name, by=row["settled_by"], why=row["settled_why"])
    if row["outcome"] is None:
        return say("{name}: not refused, it still waits.", name=name)
    return None if row["outcome"] == "refused" else say("{name}: not refused, it was taken.", name=name)


def _anew(scan: Scan, correct: Correct | None) -> Scan | None:
    if correct is None:
        return None
    made = correct(scan)
    return Scan(made.service, made.station, made.action, made.codes, made.context, new_id(), now())
