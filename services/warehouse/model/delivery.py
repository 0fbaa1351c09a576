"""A supplier's delivery: announced by its serials, received by scan, closed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Index, String, and_, or_
from sqlalchemy.orm import Mapped, mapped_column
from uuid_utils.compat import uuid7

from services.chassis import undo
from services.chassis.errors import Conflict
from services.chassis.undo import LastStep
from services.contracts.intake import Quantity
from services.contracts.sentence import Sentence, say
from services.contracts.warehouse import DeliveryAnnounced, DeliveryClosed, DeliveryUndone
from services.warehouse.model.count_place import QUEBEC
from services.warehouse.model.difference import Differences
from services.warehouse.model.record import Record


class DeliveryState(StrEnum):
    """Whether receiving goes on."""

    OPEN = "open"
    CLOSED = "closed"


MOVES: frozenset[tuple[DeliveryState, DeliveryState]] = frozenset({(DeliveryState.OPEN, DeliveryState.CLOSED)})

WORDS: Mapping[DeliveryState, Sentence] = {
    DeliveryState.OPEN: say("being received"),
    DeliveryState.CLOSED: say("receipt ended"),
}

# After so long a delivery is late for which nobody said a day.
LATE_AFTER = timedelta(days=14)
DIFFERS = say(
    "Missing: %(missing)s, damaged: %(damaged)s, not announced: %(unexpected)s, of another model: %(other_model)s. "
    "Look at them, then close the delivery with a word why."
)
CHANGED = say("What differs has changed since it was looked at: look again, then close the delivery.")


class Delivery(Record):
    """What a supplier announced. Its devices name it; `announced` is how many there were."""

    __tablename__ = "delivery"
    __table_args__ = (Index("delivery_state", "state", "id"),)
    STEPPING: ClassVar[tuple[str, ...]] = ("state", "closed_at")

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    supplier: Mapped[str] = mapped_column(String(500))
    reference: Mapped[str] = mapped_column(String(500))
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.OPEN)
    announced: Mapped[int]
    announced_at: Mapped[datetime]
    # The day on which it is to come, where the supplier said one.
    expected_on: Mapped[date | None] = mapped_column(Date)
    closed_at: Mapped[datetime | None]
    # A person's word where what came differs from what was announced.
    closed_because: Mapped[str | None] = mapped_column(String(500))

    def announce(self, by_type: Mapping[str, int]) -> DeliveryAnnounced:
        """Tell what comes, by type; the serials stay here."""
        return DeliveryAnnounced(
            delivery=self.id,
            number=self.number,
            supplier=self.supplier,
            reference=self.reference,
            announced=[Quantity(type=kind, quantity=count) for kind, count in sorted(by_type.items())],
            expected_on=self.expected_on,
        )

    def check_open(self) -> None:
        """Raise `Conflict` once its receipt ended: what it told as received and unexpected is counted."""
        if self.state is not DeliveryState.OPEN:
            raise Conflict(
                "delivery.closed",
                say("Delivery %(number)s is closed: receive this device without a delivery.", number=self.number),
            )

    def close(self, found: Differences, reason: str | None, at: datetime) -> DeliveryClosed:
        """End the receipt. Refused when it is closed already, and without a reason where anything differs."""
        if (self.state, DeliveryState.CLOSED) not in MOVES:
            raise Conflict("delivery.closed", say("Delivery %(number)s is closed already.", number=self.number))
        if found.any and not reason:
            raise Conflict("delivery.differences", Sentence(DIFFERS.msgid, vars(found)))
        self.state, self.closed_at = DeliveryState.CLOSED, at
        self.closed_because = reason if found.any else None
        return DeliveryClosed(
            delivery=self.id,
            received=self.announced - found.missing,
            missing=found.missing,
            unexpected=found.unexpected + found.other_model,
            damaged=found.damaged,
            reason=self.closed_because,
        )

    def undo(self, last: LastStep | None, reason: str) -> DeliveryUndone:
        """Be received on: its closing is taken back. Raises `Conflict` when it is not closed."""
        last = undo.check(self, last)
        undo.put_back(self, last.change.before)
        self.closed_because = None
        return DeliveryUndone(delivery=self.id, undone=last.event, step=last.what, reason=reason)


def overdue(at: datetime) -> ColumnElement[bool]:
    """Whether a delivery should have come by now: its day is past in Québec, or nobody said one and it was long ago."""
    long_ago = and_(Delivery.expected_on.is_(None), Delivery.announced_at < at - LATE_AFTER)
    return or_(Delivery.expected_on < at.astimezone(QUEBEC).date(), long_ago)
