"""What a line of the plain text says, and the rows of the database that say the same.

A scan, its settlement, the numbers purged, a mending: from these alone the database can be made again. Answers are not
among them: a scan that lost its answer is sent again and gets the same one.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any
from zlib import crc32

from scanner.scan import Scan

Entry = dict[str, Any]
# The end of each line: a CRC-32 of what the line would be without it, so that it can be trusted alone.
SUFFIX = ', "crc": "{:08x}"}}'
SUFFIX_BYTES = len(SUFFIX.format(0))


def scanned(number: int, scan: Scan) -> Entry:
    """A scan under its number."""
    return {"number": number, "service": scan.service, "scan": scan.wire()}


def line_of(entry: Entry) -> bytes:
    """The entry as one line of JSON."""
    body = json.dumps(entry, ensure_ascii=False).encode()
    return body[:-1] + SUFFIX.format(crc32(body)).encode() + b"\n"


def entry_of(line: bytes) -> Entry | None:
    """What a line (without its line feed) says; None where it is not as it was written."""
    body = line[:-SUFFIX_BYTES] + b"}"
    if line[-SUFFIX_BYTES:] != SUFFIX.format(crc32(body)).encode():
        return None
    entry = json.loads(body)
    return entry if isinstance(entry, dict) else None


def enter(connection: sqlite3.Connection, entry: Entry) -> None:
    """Bring an entry into the database; one that is there already changes nothing."""
    if "scan" in entry:
        enter_scan(connection, entry["number"], entry["service"], entry["scan"])
    elif "settled" in entry:
        values = [entry[name] for name in ("at", "by", "why", "again", "settled")]
        connection.execute(
            "UPDATE scan SET settled = ?, settled_by = ?, settled_why = ?, again = ? WHERE id = ?", values
        )
    elif "purged" in entry:
        add_purged(connection, entry["purged"])
    elif "mended" in entry:
        told = json.dumps(entry["mended"], ensure_ascii=False)
        connection.execute(
            "INSERT INTO mending (told) SELECT ? WHERE ? NOT IN (SELECT told FROM mending)", [told, told]
        )


def enter_scan(connection: sqlite3.Connection, number: int, service: str, wire: dict[str, Any]) -> bool:
    """Bring a scan in under its number, or a new one where another has it; False if it is there already."""
    if connection.execute("SELECT 1 FROM scan WHERE id = ?", [wire["id"]]).fetchone():
        return False
    taken = connection.execute("SELECT 1 FROM scan WHERE number = ?", [number]).fetchone()
    text = json.dumps(wire, ensure_ascii=False)
    connection.execute(
        "INSERT INTO scan (number, id, service, wire, crc) VALUES (?, ?, ?, ?, ?)",
        [None if taken else number, wire["id"], service, text, crc32(text.encode())],
    )
    return True


def add_purged(connection: sqlite3.Connection, added: Iterable[Iterable[int]]) -> None:
    """Note ranges of numbers (first, last) as purged; none of them is given again."""
    known = connection.execute("SELECT first, last FROM purged").fetchall()
    merged: list[list[int]] = []
    for first, last in sorted([*map(tuple, known), *map(tuple, added)]):
        if merged and first <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], last)
        else:
            merged.append([first, last])
    connection.execute("DELETE FROM purged")
    connection.executemany("INSERT INTO purged (first, last) VALUES (?, ?)", merged)
    if merged:
        raise_numbers(connection, merged[-1][1])


def raise_numbers(connection: sqlite3.Connection, last: int) -> None:
    """The next scan's number is above `last`."""
    connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'scan'", [last])


def entries(connection: sqlite3.Connection) -> Iterator[Entry]:
    """All that the database holds and the text must say."""
    if purged := [list(row) for row in connection.execute("SELECT first, last FROM purged ORDER BY first")]:
        yield {"purged": purged}
    for row in connection.execute("SELECT number, service, wire FROM scan ORDER BY number"):
        yield {"number": row["number"], "service": row["service"], "scan": json.loads(row["wire"])}
    settled = "SELECT id, settled, settled_by, settled_why, again FROM scan WHERE settled IS NOT NULL ORDER BY settled"
    for row in connection.execute(settled):
        yield settlement(row["id"], row["settled"], row["settled_by"], row["settled_why"], row["again"])
    for row in connection.execute("SELECT told FROM mending ORDER BY rowid"):
        yield {"mended": json.loads(row["told"])}


def settlement(scan_id: str, at: str, by: str, why: str, again: str | None) -> Entry:
    """A refused scan's end: who settled it when and why, and the scan that was sent in its place, if one was."""
    return {"settled": scan_id, "at": at, "by": by, "why": why, "again": again}
