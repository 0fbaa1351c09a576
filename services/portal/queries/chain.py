"""The log as it stands: read from a position on, checked link by link, and asked for what never came."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.portal.model.chain import FIRST_HASH, FORMAT, SEALING, chained, columns_of, differing, proof_of
from services.portal.model.log import Entry
from services.portal.model.raw import Row, moment, rows, seal_of
from services.portal.model.tally import Tally

Heads = Mapping[int, Sequence[str]]

NO_HEADS: Heads = {}
FORMATS = (1, FORMAT, SEALING)


class Flaw(StrEnum):
    """What is wrong with an entry, as far as the entry itself tells."""

    MISSING = "missing"
    MOVED = "moved"
    ALTERED = "altered"
    COLUMNS = "columns"
    SEALED = "sealed"
    HEAD = "head"
    CUT = "cut"


@dataclass(frozen=True)
class Fault:
    """The first entry that does not hold: its position, its id as far as it has one, what, and more of it in words."""

    position: int
    event: str | None
    flaw: Flaw
    more: str = ""


@dataclass(frozen=True)
class Chain:
    """What checking found: how many entries hold, the hash they end in, and the first that does not, if any.

    No chain shows by itself that it was cut off at its end, or written anew from the first entry on: signed heads that
    are kept elsewhere do.
    """

    entries: int
    hash: str
    fault: Fault | None = None

    @property
    def broken_at(self) -> int | None:
        return self.fault.position if self.fault else None


@dataclass(frozen=True)
class Gap:
    """A subject of which events are missing: `heard` of `told` came."""

    source: str
    subject: str
    heard: int
    told: int


@dataclass(frozen=True)
class Part:
    """The entries after a position (all that there is before, too, where it is None) until another (or the end)."""

    after: int | None = None
    until: int | None = None


WHOLE = Part()


def verify(session: Session, heads: Heads = NO_HEADS, part: Part = WHOLE) -> Chain:
    """Recompute every hash, compare each entry's columns with its body, and its hash with what `heads` say it was.

    Every column of the table is covered: what is not in the body is hashed beside it; `recorded_at` of entries of the
    first format by the seal of the first entry after them, once there is one. A part follows the hash of the entry that
    it begins after, which the part before it proves.
    """
    position, proof, version = _begin(session, part.after)
    for row in rows(session, part.after, part.until):
        fault = None if _holds(row, position + 1, proof) else _fault(row, position + 1, proof.decode(), version)
        if fault is None and row[1] == SEALING and (row[7] or b"").decode() != seal_of(session, position):
            fault = Fault(row[0], _id(row), Flaw.SEALED)
        if fault is None and any(told.encode() != row[6] for told in heads.get(row[0], ())):
            fault = Fault(row[0], _id(row), Flaw.HEAD)
        if fault:
            return Chain(position, proof.decode(), fault)
        position, version, proof = row[0], row[1], row[6] or b""
    return Chain(position, proof.decode(), _lacking(position, heads, part.until))


def parts(session: Session, count: int) -> list[Part]:
    """The log in so many parts of one size, to be verified side by side."""
    last = session.scalar(select(func.max(Entry.position))) or 0
    cuts = [None, *(last * number // count for number in range(1, count)), None]
    return [Part(after, until) for after, until in pairwise(cuts)]


def joined(found: Iterable[Chain]) -> Chain:
    """What the parts of a log come to, in their order: the first that does not hold, else the last."""
    one = Chain(0, FIRST_HASH)
    for one in found:
        if one.fault:
            return one
    return one


def _begin(session: Session, after: int | None) -> tuple[int, bytes, int]:
    """The position, the hash and the format that the first entry follows."""
    if not after:
        return 0, FIRST_HASH.encode(), 1
    before = session.execute(select(Entry.hash, Entry.version).where(Entry.position == after)).first()
    return (after, before.hash.encode(), before.version) if before else (after, b"", 1)


def _lacking(position: int, heads: Heads, until: int | None) -> Fault | None:
    """What should have followed the last entry and is not there."""
    if until is not None:
        return Fault(position + 1, None, Flaw.MISSING) if position < until else None
    beyond = max(heads, default=0)
    return Fault(position + 1, None, Flaw.CUT, str(beyond)) if beyond > position else None


def _holds(row: Row, awaited: int, previous: bytes) -> bool:
    """Whether a row of the present format is good; what is not, or is older, `_fault` looks at anew."""
    position, made, recorded, columns, body, before, proof, seal = row
    return (
        position == awaited
        and made == FORMAT
        and before == previous
        and recorded is not None
        and body is not None
        and seal is None
        and proof_of(previous, position, moment(recorded), body) == proof
        and columns_of(body) == columns
    )


def _fault(row: Row, awaited: int, previous: str, version: int) -> Fault | None:
    """What is wrong with a row where the entry at `awaited` should stand, after one of this hash and format."""
    position, made, recorded, columns, body, before, proof, seal = row
    if position != awaited:
        return Fault(min(position, awaited), _id(row), Flaw.MISSING, f"{awaited} → {position}")
    if before != previous.encode():
        return Fault(position, _id(row), Flaw.MOVED)
    aged = made == 1 and version > 1
    if aged or made not in FORMATS or (made == SEALING) != (seal is not None) or None in (recorded, columns, body):
        return Fault(position, _id(row), Flaw.ALTERED)
    at, told = (one.decode(errors="replace") if one else None for one in (moment(recorded or b""), seal))
    if chained(previous, position, at or "", body or b"", made, told).encode() != proof:
        return Fault(position, _id(row), Flaw.ALTERED)
    said = columns_of(body or b"")
    if columns != said:
        return Fault(position, _id(row), Flaw.COLUMNS, ", ".join(differing(columns or b"", said)))
    return None


def _id(row: Row) -> str | None:
    """The id as the columns have it: who altered it altered that too."""
    found = (row[3] or b"").split(b"\n")[0].decode(errors="replace")
    return found or None


def gaps(session: Session, limit: int = 100) -> Sequence[Gap]:
    """Subjects whose sequence has holes, at most `limit` of them; what is only on its way shows for a moment too."""
    found = select(Tally.source, Tally.subject, Tally.heard, Tally.told).where(Tally.heard != Tally.told)
    return [Gap(*row) for row in session.execute(found.order_by(Tally.subject, Tally.source).limit(limit))]


def log_length(session: Session) -> int:
    """How many entries the log has: the position of the last."""
    return session.scalar(select(func.max(Entry.position))) or 0


def entries_after(session: Session, position: int, limit: int) -> Sequence[Entry]:
    """The log from after a position on, oldest first."""
    return session.scalars(select(Entry).where(Entry.position > position).order_by(Entry.position).limit(limit)).all()
