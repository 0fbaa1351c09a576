"""What was mailed to whom on which day: each recipient gets one digest a day at most."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from services.contracts.roles import Role
from services.portal.model.record import Record

# Who is sent one, where they have an address.
READERS = frozenset({Role.MINISTRY, Role.WAREHOUSE_MANAGER, Role.BOARD_MANAGER})
AGAIN_AFTER = timedelta(hours=1)
KEPT = timedelta(days=90)


class Sending(StrEnum):
    """How it went. Only what surely was not taken is sent again that day.

    `sending`: begun, and the sender died if it stays so; `unclear`: all was given to the mail server, which then did
    not answer. Both may have arrived, so they count as sent: two digests a day are worse than one that is missing, for
    the next tells again all that still is so.
    """

    SENDING = "sending"
    SENT = "sent"
    UNCLEAR = "unclear"
    FAILED = "failed"


class Digest(Record):
    """One digest, or the attempt at it. No address is kept here."""

    __tablename__ = "digest"
    __table_args__ = (Index("digest_actor", "actor", "day"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    actor: Mapped[str] = mapped_column(String(12), primary_key=True)
    state: Mapped[Sending]
    attempts: Mapped[int]
    tried_at: Mapped[datetime]
