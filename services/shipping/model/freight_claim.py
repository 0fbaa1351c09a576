"""Claims to a carrier for what its shipment brought damaged or did not bring: sent, answered, closed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from services.chassis.errors import Conflict, Invalid
from services.chassis.version import Versioned
from services.contracts.sentence import Sentence, say
from services.contracts.shipping import FreightClaimAnswered, FreightClaimClosed, FreightClaimSent
from services.contracts.values import BoardCode
from services.shipping.model.custody import Came
from services.shipping.model.device import Device
from services.shipping.model.record import Record


class ClaimState(StrEnum):
    """How far a claim is."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    CLOSED = "closed"


_S = ClaimState
MOVES: frozenset[tuple[ClaimState, ClaimState]] = frozenset(
    {
        (_S.SENT, _S.ACCEPTED),
        (_S.SENT, _S.REFUSED),
        # A carrier may think better of it.
        (_S.REFUSED, _S.ACCEPTED),
        (_S.SENT, _S.CLOSED),
        (_S.ACCEPTED, _S.CLOSED),
        (_S.REFUSED, _S.CLOSED),
    }
)

NAMES: dict[ClaimState, Sentence] = {
    _S.SENT: say("sent, no answer yet"),
    _S.ACCEPTED: say("accepted"),
    _S.REFUSED: say("refused"),
    _S.CLOSED: say("closed"),
}


class FreightClaim(Versioned, Record):
    """One claim for a shipment, to the carrier that took it; amounts in cents.

    `settled_cents`: what the carrier accepted to pay, at most what was asked. Closed without an answer, it is None.
    """

    __tablename__ = "freight_claim"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipment.id"), unique=True)
    request: Mapped[UUID]
    board: Mapped[BoardCode]
    carrier: Mapped[str] = mapped_column(String(80))
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.SENT)
    reason: Mapped[str] = mapped_column(String(500))
    asked_cents: Mapped[int]
    settled_cents: Mapped[int | None]
    reference: Mapped[str | None] = mapped_column(String(60))
    answer: Mapped[str | None] = mapped_column(String(500))
    sent_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    lines: Mapped[list["FreightClaimLine"]] = relationship(lazy="raise", order_by="FreightClaimLine.device_id")

    @staticmethod
    def numbered(number: int) -> str:
        """The number on its letter: `C000012`, C as in claim; R is a return's."""
        return f"C{number:06d}"

    def send(self) -> FreightClaimSent:
        """What its sending tells."""
        return FreightClaimSent(
            claim=self.id,
            number=self.number,
            shipment=self.shipment_id,
            request=self.request,
            board=self.board,
            carrier=self.carrier,
            devices=len(self.lines),
            asked_cents=self.asked_cents,
            reason=self.reason,
        )

    def accept(self, cents: int, reference: str, at: datetime) -> FreightClaimAnswered:
        """The carrier pays this much. Raises `Invalid` beyond what was asked."""
        if cents > self.asked_cents:
            raise Invalid("claim.more", say("The carrier cannot accept more than was asked of it."))
        return self._answer(ClaimState.ACCEPTED, cents, reference, "", at)

    def refuse(self, reason: str, reference: str, at: datetime) -> FreightClaimAnswered:
        """The carrier pays nothing, and says why."""
        return self._answer(ClaimState.REFUSED, 0, reference, reason, at)

    def close(self, at: datetime) -> FreightClaimClosed:
        """Nothing more is awaited of the carrier: it has paid, or will not."""
        self._become(ClaimState.CLOSED)
        self.closed_at = at
        return FreightClaimClosed(
            claim=self.id,
            shipment=self.shipment_id,
            request=self.request,
            board=self.board,
            settled_cents=self.settled_cents or 0,
        )

    def _answer(self, state: ClaimState, cents: int, reference: str, reason: str, at: datetime) -> FreightClaimAnswered:
        self._become(state)
        self.settled_cents, self.reference, self.answer, self.answered_at = cents, reference, reason or None, at
        return FreightClaimAnswered(
            claim=self.id,
            shipment=self.shipment_id,
            request=self.request,
            board=self.board,
            accepted=state is ClaimState.ACCEPTED,
            settled_cents=cents,
            reference=reference,
            reason=reason,
        )

    def _become(self, state: ClaimState) -> None:
        if (self.state, state) not in MOVES:
            told = say("Claim %(number)s is %(state)s: this cannot be recorded any more.").msgid
            raise Conflict(f"claim.not_{state}", Sentence(told, {"number": self.number, "state": NAMES[self.state]}))
        self.state = state


class FreightClaimLine(Record):
    """A device that the claim is for, and how it came when the claim was sent."""

    __tablename__ = "freight_claim_line"

    claim_id: Mapped[UUID] = mapped_column(ForeignKey("freight_claim.id"), primary_key=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("device.id"), primary_key=True)
    came: Mapped[Came]
    device: Mapped[Device] = relationship(lazy="raise")
