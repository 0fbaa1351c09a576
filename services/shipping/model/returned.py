"""Return shipments: what a board sends back to the reserve together, for one reason, until the warehouse closes it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from services.chassis.errors import Conflict, Invalid
from services.contracts.sentence import Sentence, say
from services.contracts.shipping import DeviceSentBack, ReturnClosed, ReturnDispatched
from services.contracts.values import BoardCode
from services.shipping.model.calendar import day_of
from services.shipping.model.record import Record

OPEN = text("closed_at IS NULL")


class ReturnStage(StrEnum):
    """How far a return is: nothing of it received, a part, all that is in it, or its boxes are emptied for good."""

    ANNOUNCED = "announced"
    PARTLY = "partly"
    RECEIVED = "received"
    CLOSED = "closed"


STAGES: Mapping[ReturnStage, Sentence] = {
    ReturnStage.ANNOUNCED: say("announced, nothing received"),
    ReturnStage.PARTLY: say("partly received"),
    ReturnStage.RECEIVED: say("fully received"),
    ReturnStage.CLOSED: say("closed by the warehouse"),
}
# The warehouse waits for these.
WAITED_FOR = frozenset({ReturnStage.ANNOUNCED, ReturnStage.PARTLY})


class ReturnShipment(Record):
    """A return, with the number that the board writes on its boxes: in a sentence it stands for that number.

    `gone`: how many of its devices were received and are packed for a board again. `listed` and `missing`: what it held
    when it was closed, and what of that was not in the boxes.
    """

    __tablename__ = "return_shipment"
    STEPPING: ClassVar[tuple[str, ...]] = ("closed_at", "closing_reason", "listed", "missing")

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    board: Mapped[BoardCode]
    reason: Mapped[str] = mapped_column(String(500))
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    carrier: Mapped[str | None] = mapped_column(String(80))
    tracking: Mapped[str | None] = mapped_column(String(60))
    closed_at: Mapped[datetime | None]
    closing_reason: Mapped[str | None] = mapped_column(String(500))
    gone: Mapped[int] = mapped_column(default=0, server_default="0")
    listed: Mapped[int | None]
    missing: Mapped[int | None]

    __table_args__ = (
        Index("return_of_board", "board", "id"),
        # The open ones are few, however many returns there were.
        Index("return_open", "id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("return_open_of_board", "board", "id", postgresql_where=OPEN, sqlite_where=OPEN),
    )

    def __str__(self) -> str:
        return self.number

    @staticmethod
    def numbered(number: int) -> str:
        return f"R{number:06d}"

    def takes(self, reason: str, at: datetime) -> bool:
        """Whether what is sent back now goes into the same boxes: same reason, same day, nothing of it received."""
        waits = self.received_at is None and self.closed_at is None
        return waits and self.reason == reason and day_of(self.sent_at) == day_of(at)

    def sends(self, device: UUID, kind: str) -> DeviceSentBack:
        """What is told of a device of this type in it; without a number while the return has none."""
        number = self.number or ""
        return DeviceSentBack(
            device=device, type=kind, board=self.board, shipment=self.id, reason=self.reason, number=number
        )

    def dispatch(self, carrier: str, tracking: str) -> ReturnDispatched:
        """Say with which carrier it travels. Raises `Conflict` once something of it was received."""
        if self.received_at is not None or self.closed_at is not None:
            raise Conflict("return.arrived", say("%(number)s has arrived: its carrier stands.", number=self.number))
        self.carrier, self.tracking = carrier, tracking
        return ReturnDispatched(
            parcel=self.id, number=self.number, board=self.board, carrier=carrier, tracking=tracking
        )

    def arrive(self, at: datetime) -> None:
        """The warehouse has the first device of it: from now on it takes no more."""
        self.received_at = self.received_at or at

    def is_expected(self) -> None:
        """The warehouse undid the receipt of all that it had of it. A closed one takes nothing more all the same."""
        self.received_at = self.received_at if self.closed_at else None

    def stage(self, expected: int) -> ReturnStage:
        """How far it is, while so many of its devices are still expected."""
        if self.closed_at is not None:
            return ReturnStage.CLOSED
        if self.received_at is None:
            return ReturnStage.ANNOUNCED
        return ReturnStage.PARTLY if expected else ReturnStage.RECEIVED

    def days(self, at: datetime) -> int:
        """How many whole days ago it was sent."""
        return (at - self.sent_at).days

    def late(self, expected: int, at: datetime, after_days: int) -> bool:
        """Whether the warehouse waits for it, and has for so many days."""
        return self.stage(expected) in WAITED_FOR and at - self.sent_at >= timedelta(after_days)

    def close(self, listed: int, missing: int, reason: str | None, at: datetime) -> ReturnClosed:
        """Its boxes are emptied: so many of so many were not in them. Raises `Conflict`, or `Invalid` for no reason."""
        if self.closed_at is not None:
            raise Conflict("return.closed", say("%(number)s is closed already.", number=self.number))
        if self.received_at is None:
            told = say("Nothing of %(number)s was received: close it once its boxes are emptied.", number=self.number)
            raise Conflict("return.not_arrived", told)
        if missing and reason is None:
            raise Invalid(
                "return.reason",
                say("%(count)s device(s) not in the boxes: say what is known.", count=missing),
            )
        self.closed_at, self.closing_reason, self.listed, self.missing = at, reason, listed, missing
        return ReturnClosed(
            parcel=self.id,
            number=self.number,
            board=self.board,
            expected=listed,
            received=listed - missing,
            missing=missing,
            reason=reason or "",
        )
