"""The log: every event heard, byte for byte, each entry chained to the one before it (`model/chain.py`)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, LargeBinary, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.tables import BIG_ID
from services.contracts.envelope import Envelope, from_wire
from services.contracts.event import Event
from services.portal.model.record import Record

REMINDERS = text("what = 'campaign.reminded'")


class Entry(Record):
    """One event at its place. Positions count from 1 without a gap; the body says what the chain does not add."""

    __tablename__ = "log"
    __table_args__ = (
        Index("log_subject", "subject", "position"),
        # Who did what: a person's own data.
        Index("log_actor", "actor", "position"),
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
    # The format of the chain in which `hash` was made: entries of an older one stay as they are.
    version: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    # Of a sealing entry: the digest over what the first format did not hash.
    seal: Mapped[str | None] = mapped_column(String(64))

    def envelope(self) -> Envelope[Event]:
        """The event as it was heard."""
        return from_wire(self.body)


def what_of(event: Event | type[Event]) -> str:
    """An event in short: `device.stored`."""
    return f"{event.noun}.{event.verb}"
