"""The chain of the log: what an entry's hash is made of, in each format, and what its columns must say."""

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime

FIRST_HASH = "0" * 64
# 1: the hash before, then the body. 2: also the position and when it was recorded; of the body its SHA-256, so that
# who proves one device's entries need not show the others between them. 3: the same with a seal, of one entry alone:
# the first that is written after entries of format 1, of which it covers the time of recording too.
FORMAT, SEALING = 2, 3
COLUMNS = (
    "event_id",
    "source",
    "type",
    "what",
    "subject",
    "sequence",
    "time",
    "actor",
    "board",
    "correlation",
    "undoes",
)
# "2020-08-27T18:05:11.000Z", as events are written.
WRITTEN = 24
# A body as the envelope writes it, up to its data: a million of them are read in half of the time that a parser takes.
PLAIN = re.compile(
    rb'\{"specversion":"1\.0",'
    rb'"id":"([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})",'
    rb'"source":"([^"\\]+)","type":"([^".\\]+\.[^".\\]+\.[^".\\]+\.([^"\\]+?)\.v1)","subject":"([^"\\]+)",'
    rb'"time":"([0-9-]{10})T([0-9:.]{12})Z","datacontenttype":"application/json","sequence":"0*([1-9][0-9]*)",'
    rb'"actor":"([^"\\]+)",(?:"correlationid":"([0-9a-f-]{36})",)?(?:"traceparent":"[^"\\]+",)?"data":'
)
BOARD = re.compile(rb'"board":(?:null|"([^"\\]+)")')
UNDONE = re.compile(rb'"undone":(?:null|"([0-9a-f-]{36})")')


def stamp(moment: datetime) -> str:
    """A moment as it is hashed: `2020-08-27T18:05:11.123456Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def digest_of(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def chained(
    previous: str, position: int, recorded: str, body: bytes, version: int = FORMAT, seal: str | None = None
) -> str:
    """The hash of an entry: SHA-256 over five lines, six with a seal; in the first format, over the hash before and the
    body.
    """
    if version == 1:
        return hashlib.sha256(previous.encode() + body).hexdigest()
    lines = f"{version}\n{previous}\n{position}\n{recorded}\n{digest_of(body)}\n" + (f"{seal}\n" if seal else "")
    return hashlib.sha256(lines.encode()).hexdigest()


def proof_of(previous: bytes, position: int, recorded: bytes, body: bytes) -> bytes:
    """The same in the present format, for a million entries: of bytes, and without a detour."""
    digest = hashlib.sha256(body).hexdigest().encode()
    return hashlib.sha256(b"2\n%b\n%d\n%b\n%b\n" % (previous, position, recorded, digest)).hexdigest().encode()


def columns_of(body: bytes) -> bytes:
    """What the columns of an entry must say, by its body, in the order of `COLUMNS` and a line each."""
    head = PLAIN.match(body)
    # Data that hold no other object: what is called `board` in them is theirs.
    if head is None or body.count(b"{", head.end()) != 1:
        return _parsed(body)
    *number, source, kind, what, subject, day, hour, sequence, actor, correlation = head.groups()
    board, undone = BOARD.search(body, head.end()), UNDONE.search(body, head.end())
    said = (
        b"".join(number), source, kind, what, subject, sequence, day + b" " + hour + b"000", actor,
        b"+" + board[1] if board and board[1] else b"-",
        b"+" + correlation.replace(b"-", b"") if correlation else b"-",
        b"+" + undone[1].replace(b"-", b"") if undone and undone[1] else b"-",
    )  # fmt: skip
    return b"\n".join(said)


def _parsed(body: bytes) -> bytes:
    told = json.loads(body)
    kind, data = told["type"], told["data"]
    said = (
        told["id"].replace("-", ""),
        told["source"],
        kind,
        kind.split(".", 3)[3].removesuffix(".v1"),
        told["subject"],
        str(int(told["sequence"])),
        _kept(told["time"]),
        told["actor"],
        _perhaps(data.get("board")),
        _perhaps(told.get("correlationid"), "-"),
        _perhaps(data.get("undone"), "-"),
    )
    return "\n".join(said).encode()


def differing(kept: bytes, said: bytes) -> Sequence[str]:
    """The names of the columns that say something else than the body."""
    both = zip(COLUMNS, kept.split(b"\n"), said.split(b"\n"), strict=False)
    return [name for name, one, other in both if one != other] or ["?"]


def _perhaps(value: str | None, without: str = "") -> str:
    """What may be empty: marked, so that nothing and an empty text are two."""
    if value is None:
        return "-"
    return "+" + (value.replace(without, "") if without else value)


def _kept(time: str) -> str:
    if len(time) == WRITTEN and time.endswith("Z"):
        return f"{time[:10]} {time[11:23]}000"
    return stamp(datetime.fromisoformat(time))[:-1].replace("T", " ")
