"""The log: every event heard, byte for byte, each entry's hash over the one before it and its own body."""

import hashlib
import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.portal.model.record import Record

FIRST_HASH = "0" * 64
REMINDERS = text("what = 'campaign.reminded'")


class Entry(Record):
    """One event at its place. Positions count from 1 without a gap; all but `recorded_at` is read from the body."""

    __tablename__ = "log"
    __table_args__ = (
        Index("log_subject", "subject", "position"),
        # A week is counted from these alone.
        Index("log_week", "time", "what", "board"),
        # The digest looks for the few of these among millions.
        Index("log_reminders", "time", sqlite_where=REMINDERS, postgresql_where=REMINDERS),
    )

    # Given by us, not drawn from a sequence: a second writer collides with the first instead of forking the chain.
    position: Mapped[int] = mapped_column(BIG_ID, primary_key=True, autoincrement=False)
    event_id: Mapped[UUID] = mapped_column(unique=True)
    source: Mapped[str] = mapped_column(String(40))
    type: Mapped[str] = mapped_column(String(80))
    what: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    sequence: Mapped[int] = mapped_column(BIG_ID)
    time: Mapped[datetime]
    recorded_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(80))
    board: Mapped[str | None] = mapped_column(String(6))
    correlation: Mapped[UUID | None]
    # The id of the event that this one takes back.
    undoes: Mapped[UUID | None] = mapped_column(index=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    def envelope(self) -> Envelope[Event]:
        """The event as it was heard."""
        return from_wire(self.body)


def what_of(event: Event | type[Event]) -> str:
    """An event in short: `device.stored`."""
    return f"{event.noun}.{event.verb}"


def chained(previous_hash: str, body: bytes) -> str:
    """The hash of an entry: SHA-256 over the 64 letters of the hash before it, then the body's bytes."""
    return hashlib.sha256(previous_hash.encode() + body).hexdigest()


def agrees(entry: Any) -> bool:
    """Whether the columns of an entry (or a row of one), which lists are read from, say what its chained body says."""
    told = json.loads(entry.body)
    said = (
        told["id"],
        told["source"],
        told["type"],
        told["type"].split(".", 3)[3].removesuffix(".v1"),
        told["subject"],
        int(told["sequence"]),
        told["actor"],
        told["data"].get("board"),
        told.get("correlationid"),
        told["data"].get("undone"),
        datetime.fromisoformat(told["time"]),
    )
    kept = (
        str(entry.event_id),
        entry.source,
        entry.type,
        entry.what,
        entry.subject,
        entry.sequence,
        entry.actor,
        entry.board,
        str(entry.correlation) if entry.correlation else None,
        str(entry.undoes) if entry.undoes else None,
        entry.time,
    )
    return said == kept
