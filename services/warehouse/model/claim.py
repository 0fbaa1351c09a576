"""What boards report of a shipment: devices damaged, missing, or found beyond the packing list."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.contracts.sentence import Sentence, say
from services.warehouse.model.record import Record


class ClaimKind(StrEnum):
    """What the board saw."""

    DAMAGED = "damaged"
    MISSING = "missing"
    UNEXPECTED = "unexpected"


WORDS: Mapping[ClaimKind, Sentence] = {
    ClaimKind.DAMAGED: say("damaged"),
    ClaimKind.MISSING: say("missing"),
    ClaimKind.UNEXPECTED: say("not on the packing list"),
}


class Claim(Record):
    """One report. `device_id` is None while nobody knows whose an unexpected device is."""

    __tablename__ = "claim"
    __table_args__ = (Index("claim_device", "device_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[ClaimKind]
    device_id: Mapped[UUID | None]
    maker: Mapped[str | None] = mapped_column(String(40))
    serial: Mapped[str | None] = mapped_column(String(32))
    board: Mapped[str] = mapped_column(String(6))
    shipment: Mapped[UUID]
    request: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(String(500))
    opened_at: Mapped[datetime]
