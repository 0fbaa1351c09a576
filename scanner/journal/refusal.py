"""A refused scan, and how it was settled if it was."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from scanner.scan import Scan

REFUSED = """
    SELECT number, service, wire, say, problem, settled, settled_by, settled_why, again,
        (SELECT old.id FROM scan AS old WHERE old.again = scan.id) AS before
    FROM scan WHERE outcome = 'refused' AND (? OR settled IS NULL) ORDER BY number"""


@dataclass(frozen=True)
class Refusal:
    """A scan that a service refused. `again` is the scan sent in its place, `before` the one that it stands for."""

    number: int
    scan: Scan
    say: str
    problem: dict[str, Any] | None
    settled: str | None
    by: str | None
    why: str | None
    again: str | None
    before: str | None


def refusals(connection: sqlite3.Connection, everything: bool = False) -> list[Refusal]:
    """The refused scans that nobody has settled, or all of them, in the order of the journal."""
    return [_refusal(row) for row in connection.execute(REFUSED, [everything])]


def _refusal(row: sqlite3.Row) -> Refusal:
    problem = json.loads(row["problem"]) if row["problem"] else None
    settled = (row["settled"], row["settled_by"], row["settled_why"], row["again"], row["before"])
    return Refusal(row["number"], scan_of(row), row["say"] or "", problem, *settled)


def scan_of(row: sqlite3.Row) -> Scan:
    """The scan of a row's service and wire form."""
    return Scan.from_wire(row["service"], json.loads(row["wire"]))
